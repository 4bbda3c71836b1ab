/* Files whose mode or owner matters. What is the same for many files is told once, with their count; programs and
 * scripts that boot starts are told one by one. Serves 5.6-6, 5.6-7 (least privilege), 5.4-1 (readable secrets). */
#include "assess/derive/roots.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { SINGLE_MAX = 32 };

enum issue { SUID, SGID, WRITABLE, WRITABLE_SCRIPT, WRITABLE_FOLDER, SECRET, OWNER, DEVICE, ISSUES };
static const char *const issue_names[ISSUES] = {
	"suid",
	"sgid",
	"world-writable",
	"world-writable-script",
	"world-writable-folder",
	"secret-readable",
	"foreign-owner",
	"device-writable",
};

struct tally {
	const struct fact *first[ISSUES];
	size_t count[ISSUES], told[ISSUES];
};

static void emit(struct derive_out *out, const struct fact *file, enum issue issue, bool started, size_t count)
{
	struct bytes fields[PERMISSION_FIELDS] = {{NULL, 0}};
	char number[24];

	fields[PERMISSION_ISSUE] = bytes_str(issue_names[issue]);
	fields[PERMISSION_MODE] = fact_get(file, FILE_MODE);
	fields[PERMISSION_UID] = fact_get(file, FILE_UID);
	if (started)
		fields[PERMISSION_STARTED] = bytes_str("yes");
	snprintf(number, sizeof number, "%zu", count);
	fields[PERMISSION_COUNT] = bytes_str(number);
	derive_fact(out, file, FACT_PERMISSION, fields, PERMISSION_FIELDS);
}

/* One by one, up to a number; what is beyond stands for itself in a count. */
static void tell(struct derive_out *out, struct tally *t, const struct fact *file, enum issue issue, bool started)
{
	if (t->told[issue] < SINGLE_MAX) {
		t->told[issue]++;
		emit(out, file, issue, started, 1);
	} else {
		if (!t->count[issue]++)
			t->first[issue] = file;
	}
}

static void count(struct tally *t, const struct fact *file, enum issue issue)
{
	if (!t->count[issue]++)
		t->first[issue] = file;
}

static bool is_secret(const struct facts *f, const struct fact *file, struct bytes path, struct bytes base)
{
	/* password files by name; anything else by what was seen in it */
	static const char *const globs[] = {"/etc/shadow", "/etc/shadow-", "/etc/gshadow", "*/.htpasswd"};
	size_t first, keys = roots_facts_of(f, FACT_KEY, file->node, &first), secrets;

	if (fact_is(file, FILE_SIZE, "0") || bytes_ends(base, ".pub"))
		return false;
	for (size_t i = 0; i < keys; i++) {
		const struct fact *key = facts_at(f, FACT_KEY, first + i);

		/* a library's self-test keys protect nothing */
		if (fact_is(key, KEY_CLASS, "private") && !fact_is(key, KEY_USE, "test-vector") &&
		    !fact_is(key, KEY_USE, "documentation"))
			return true;
	}
	secrets = roots_facts_of(f, FACT_SECRET, file->node, &first);
	for (size_t i = 0; i < secrets; i++) {
		const struct fact *secret = facts_at(f, FACT_SECRET, first + i);

		if (!fact_is(secret, SECRET_CLASS, "wifi-open") && fact_is(secret, SECRET_CONFIDENCE, "high"))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(globs); i++)
		if (text_glob(globs[i], path))
			return true;
	return false;
}

static bool is_system_path(struct bytes path)
{
	static const char *const globs[] = {"/bin/*", "/sbin/*", "/usr/*", "/lib/*", "/etc/*", "/lib64/*", "/root/*"};

	for (size_t i = 0; i < ARRAY_LEN(globs); i++)
		if (text_glob(globs[i], path))
			return true;
	return false;
}

static bool is_meant_to_be_open(struct bytes base)
{
	static const char *const names[] = {"null", "zero", "full", "random", "urandom",
					    "tty",  "ptmx", "fuse", "log",    "net"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (bytes_is(base, names[i]))
			return true;
	return false;
}

static unsigned mode_of(const struct fact *file)
{
	unsigned mode = 0;
	struct bytes text = fact_get(file, FILE_MODE);

	for (size_t i = 0; i < text.len && i < 6; i++)
		if (text.at[i] >= '0' && text.at[i] <= '7')
			mode = mode * 8 + (unsigned)(text.at[i] - '0');
	return mode;
}

static void judge(const struct facts *f, const struct reach *reach, const struct fact *file, bool started,
		  struct tally *t, struct derive_out *out)
{
	struct bytes path = fact_node_of(f, file)->path, base = text_basename(path);
	unsigned mode = mode_of(file);
	uint64_t uid = 0;
	bool boot = started || reach->state[file->node] != REACH_NOT_SEEN;

	if (fact_is(file, FILE_TYPE, "file")) {
		bool open = mode & 0002, script = fact_is(file, FILE_CONTENT, "script");

		if (mode & 04000)
			tell(out, t, file, SUID, boot);
		if ((mode & 02000) && (mode & 0010))
			tell(out, t, file, SGID, boot);
		if (open && boot)
			tell(out, t, file, script ? WRITABLE_SCRIPT : WRITABLE, true);
		else if (open)
			count(t, file, WRITABLE);
		if ((mode & 0004) && is_secret(f, file, path, base))
			tell(out, t, file, SECRET, false);
		if (fact_number(file, FILE_UID, &uid) && uid >= 1000 && uid < 65534 && is_system_path(path))
			count(t, file, OWNER);
	} else if (fact_is(file, FILE_TYPE, "dir")) {
		if ((mode & 0002) && !(mode & 01000))
			count(t, file, WRITABLE_FOLDER);
	} else if (fact_is(file, FILE_TYPE, "char") || fact_is(file, FILE_TYPE, "block")) {
		if ((mode & 0002) && !is_meant_to_be_open(base))
			tell(out, t, file, DEVICE, false);
	}
}

static void finish(struct tally *t, struct derive_out *out)
{
	for (unsigned i = 0; i < ISSUES; i++)
		if (t->count[i])
			emit(out, t->first[i], (enum issue)i, false, t->count[i]);
	*t = (struct tally){0};
}

/* The files that commands reached at boot name. */
static bool mark_started(const struct facts *f, const struct reach *reach, struct arena *a, uint8_t **ret)
{
	uint8_t *started = arena_array(a, facts_node_count(f) + 1, 1);

	if (!started)
		return false;
	FACTS_EACH (f, FACT_START, start) {
		const struct fact *file;

		if (start->node == NODE_NONE || reach->state[start->node] == REACH_NOT_SEEN ||
		    fact_is(start, START_WHEN, "shutdown") || fact_is(start, START_WHEN, "manual") ||
		    fact_is(start, START_SYSTEM, "binary"))
			continue;
		file = roots_program(
			f, fact_node_of(f, start)->root,
			roots_path_in_command(fact_get(start, START_COMMAND), fact_get(start, START_PROGRAM)));
		if (file && file->node != NODE_NONE)
			started[file->node] = 1;
	}
	*ret = started;
	return true;
}

struct in_root {
	const struct fact *file;
	struct bytes root;
};

static int compare_roots(const void *left, const void *right)
{
	const struct in_root *a = left, *b = right;
	int order = bytes_compare(a->root, b->root);

	return order ? order : a->file->node < b->file->node ? -1 : a->file->node > b->file->node;
}

static void derive_permissions(const struct facts *facts, struct derive_out *out)
{
	struct in_root *files = arena_array(out->arena, facts_count(facts, FACT_FILE) + 1, sizeof *files);
	struct tally t = {0};
	struct reach reach;
	uint8_t *started;
	size_t n = 0;

	if (!files || !reach_build(facts, out->arena, &reach) || !mark_started(facts, &reach, out->arena, &started)) {
		out->failed = true;
		error_memory(out->error, "permissions");
		return;
	}
	FACTS_EACH (facts, FACT_FILE, file)
		if (fact_get(file, FILE_MODE).len && file->node != NODE_NONE)
			files[n++] = (struct in_root){file, fact_node_of(facts, file)->root};
	if (n)
		qsort(files, n, sizeof *files, compare_roots);
	for (size_t i = 0; i < n; i++) {
		if (i && !bytes_equal(files[i].root, files[i - 1].root))
			finish(&t, out);
		judge(facts, &reach, files[i].file, started[files[i].file->node], &t, out);
	}
	finish(&t, out);
}

const struct derivation derivation_permission = {"permission", derive_permissions};
