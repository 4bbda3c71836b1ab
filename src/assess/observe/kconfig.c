/* Plain-text kernel configurations (/boot/config-*, .config): the options that matter for security. */
#include "assess/observe/observer.h"
#include "core/base/reader.h"
#include "core/base/text.h"

struct option {
	const char *name, *hardened, *why;
};

static const struct option options[] = {
#define OPTION(name, hardened, why) {name, hardened, why},
#include "assess/observe/kconfig_options.def"
#undef OPTION
};

static bool wants(const struct file_view *f)
{
	struct bytes head = bytes_part(f->data, 0, 1024);

	/* other programs (BusyBox, U-Boot) have files of the same form: the head says whose it is */
	return file_is_text(f) && !file_is_documentation(f) && bytes_find_str(f->data, "CONFIG_") != SIZE_MAX &&
	       ((bytes_starts(head, "#") && (bytes_find_str(head, "Kernel Configuration") != SIZE_MAX ||
					     bytes_find_str(head, "Linux kernel version") != SIZE_MAX)));
}

static bool matters(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (bytes_is(name, options[i].name))
			return true;
	return false;
}

/* "CONFIG_X=y" or "# CONFIG_X is not set". */
static bool parse(struct bytes line, struct bytes *ret_name, struct bytes *ret_value)
{
	static const char unset[] = " is not set";

	if (bytes_starts(line, "# CONFIG_") && bytes_ends(line, unset)) {
		*ret_name = bytes_part(line, 9, line.len - 9 - strlen(unset));
		*ret_value = bytes_str("n");
		return true;
	}
	if (!bytes_starts(line, "CONFIG_"))
		return false;
	line = bytes_part(line, 7, line.len);
	if (!text_split(&line, '=', ret_name) || !line.len)
		return false;
	if (line.len >= 2 && line.at[0] == '"' && line.at[line.len - 1] == '"')
		line = bytes_part(line, 1, line.len - 2);
	*ret_value = line;
	return true;
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	struct reader r = reader_of(f->data, "kernel configuration");

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line"), name, value;
		struct fact_draft d;

		if (!parse(line, &name, &value) || !matters(name))
			continue;
		d = fact_begin(out, FACT_KCONFIG, (uint64_t)(line.at - f->data.at), line.len);
		fact_put(&d, KCONFIG_OPTION, name);
		fact_put(&d, KCONFIG_VALUE, value);
		fact_excerpt(&d, line);
		fact_end(&d);
	}
}

const struct observer observer_kconfig = {.name = "kconfig", .wants = wants, .observe = observe};
