#include "assess/derive/roots.h"

#include "core/base/text.h"

#include <stdio.h>

enum { LINKS_MAX = 8, PATH_LEN = 1024 };

/* dirname(path) + "/" + link, cleaned. */
static bool link_target(struct bytes path, struct bytes link, char *ret, size_t room)
{
	struct bytes dir = text_dirname(path), parts[64], rest, part;
	size_t count = 0, len = 0;
	char whole[PATH_LEN];
	int n;

	if (link.len && *link.at == '/')
		n = snprintf(whole, sizeof whole, "%.*s", (int)bytes_part(link, 0, PATH_LEN).len,
			     (const char *)link.at);
	else
		n = snprintf(whole, sizeof whole, "%.*s/%.*s", (int)bytes_part(dir, 0, PATH_LEN).len,
			     dir.len ? (const char *)dir.at : "", (int)bytes_part(link, 0, PATH_LEN).len,
			     link.len ? (const char *)link.at : "");
	if (n <= 0 || (size_t)n >= sizeof whole)
		return false;
	rest = bytes_of(whole, (size_t)n);
	while (text_split(&rest, '/', &part)) {
		if (!part.len || bytes_is(part, "."))
			continue;
		if (bytes_is(part, "..")) {
			count -= count > 0;
			continue;
		}
		if (count == ARRAY_LEN(parts))
			return false;
		parts[count++] = part;
	}
	for (size_t i = 0; i < count; i++) {
		n = snprintf(ret + len, room - len, "/%.*s", (int)parts[i].len, (const char *)parts[i].at);
		if (n < 0 || (size_t)n >= room - len)
			return false;
		len += (size_t)n;
	}
	return len > 0;
}

const struct fact *roots_file(const struct facts *f, struct bytes root, struct bytes path)
{
	char here[PATH_LEN], next[PATH_LEN];

	if (!link_target(bytes_str("/"), path, here, sizeof here))
		return NULL;
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		const struct fact *file = facts_file(f, root, here);
		char *slash;
		size_t len;
		int n;

		if (!file) {
			/* a folder on the way may be a link: /bin -> /usr/bin */
			const struct fact *dir = NULL;
			char parent[PATH_LEN];

			snprintf(parent, sizeof parent, "%s", here);
			while (!dir && (slash = strrchr(parent, '/')) != NULL && slash != parent) {
				*slash = 0;
				dir = facts_file(f, root, parent);
			}
			if (!dir || !fact_is(dir, FILE_TYPE, "symlink") ||
			    !link_target(bytes_str(parent), fact_get(dir, FILE_LINK), next, sizeof next))
				return NULL;
			len = strlen(next);
			n = snprintf(next + len, sizeof next - len, "%s", here + strlen(parent));
			if (n < 0 || (size_t)n >= sizeof next - len)
				return NULL;
		} else if (fact_is(file, FILE_TYPE, "symlink") || fact_is(file, FILE_TYPE, "hardlink")) {
			if (fact_is(file, FILE_TYPE, "hardlink"))
				return file;
			if (!link_target(bytes_str(here), fact_get(file, FILE_LINK), next, sizeof next))
				return NULL;
		} else {
			return file;
		}
		memcpy(here, next, strlen(next) + 1);
	}
	return NULL;
}

const struct fact *roots_program(const struct facts *f, struct bytes root, struct bytes program)
{
	static const char *const folders[] = {"/usr/sbin",      "/usr/bin", "/sbin",       "/bin", "/usr/local/sbin",
					      "/usr/local/bin", "/opt/bin", "/etc/init.d", "/etc"};
	struct bytes base = text_basename(program);
	char path[PATH_LEN];

	if (program.len && *program.at == '/') {
		const struct fact *file = roots_file(f, root, program);

		if (file)
			return file;
	}
	if (!base.len || base.len > 128)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		const struct fact *file;

		snprintf(path, sizeof path, "%s/%.*s", folders[i], (int)base.len, (const char *)base.at);
		file = roots_file(f, root, bytes_str(path));
		if (file)
			return file;
	}
	return NULL;
}

/* Order of a fact's chain against root + "!" + prefix. */
static int compare_prefix(struct bytes chain, struct bytes root, struct bytes prefix)
{
	struct bytes head = bytes_part(chain, 0, root.len);
	int order = bytes_compare(head, root);

	if (order)
		return order;
	chain = bytes_part(chain, root.len, chain.len);
	if (!chain.len)
		return -1;
	if (*chain.at != '!')
		return *chain.at < '!' ? -1 : 1;
	return bytes_compare(bytes_part(chain, 1, prefix.len), prefix);
}

void roots_below(const struct facts *f, struct bytes root, const char *prefix,
		 bool (*fn)(void *ctx, const struct fact *file), void *ctx)
{
	size_t low = 0, high = facts_count(f, FACT_FILE);
	struct bytes start = bytes_str(prefix);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_prefix(fact_node_of(f, facts_at(f, FACT_FILE, middle))->chain, root, start) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < facts_count(f, FACT_FILE); low++) {
		const struct fact *file = facts_at(f, FACT_FILE, low);

		if (compare_prefix(fact_node_of(f, file)->chain, root, start) != 0)
			break;
		if (bytes_equal(fact_node_of(f, file)->root, root) && !fn(ctx, file))
			break;
	}
}

size_t roots_facts_of(const struct facts *f, enum fact_kind kind, uint32_t node, size_t *ret_first)
{
	size_t low = 0, high = facts_count(f, kind), end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (facts_at(f, kind, middle)->node < node)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < facts_count(f, kind) && facts_at(f, kind, end)->node == node; end++)
		;
	*ret_first = low;
	return end - low;
}

bool roots_list(const struct facts *f, struct arena *a, struct bytes **ret, size_t *ret_count)
{
	size_t room = 0;

	*ret = NULL;
	*ret_count = 0;
	FACTS_EACH (f, FACT_FILE, file) {
		struct bytes root = fact_node_of(f, file)->root;
		bool seen = false;

		/* members of one root come in runs: the newest first */
		for (size_t i = *ret_count; i-- > 0 && !seen;)
			seen = bytes_equal((*ret)[i], root);
		if (seen)
			continue;
		if (*ret_count >= 4096)
			break;
		if (!arena_grow(a, ret, *ret_count, &room, sizeof **ret))
			return false;
		(*ret)[(*ret_count)++] = root;
	}
	return true;
}

struct bytes roots_path_in_command(struct bytes command, struct bytes program)
{
	size_t at = bytes_find(command, program), from = at;

	if (at == SIZE_MAX || !program.len)
		return program;
	while (from > 0 && !strchr(" \t\"'=;&|(`", command.at[from - 1]))
		from--;
	if (from == at || command.at[from] != '/')
		return program;
	return bytes_part(command, from, at - from + program.len);
}
