#include "assess/observe/observer.h"

#include "core/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
extern const struct observer observer_start;

/* The first byte picks the path, the rest is the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const paths[] = {"/etc/init.d/rcS",
					    "/etc/inittab",
					    "/lib/systemd/system/a.service",
					    "/lib/systemd/system/a.socket",
					    "/etc/inetd.conf",
					    "/etc/xinetd.d/a",
					    "/etc/crontab",
					    "/etc/crontabs/root",
					    "/etc/init/a.conf",
					    "/lib/udev/rules.d/a.rules",
					    "/etc/mdev.conf",
					    "/init.rc",
					    "/bin/x.sh"};
	struct bytes in = bytes_of(data, len);
	struct node node = {.type = NODE_FILE};
	struct file_view view = {.node = &node};
	struct fact_sink sink;

	if (!len)
		return 0;
	node.path = bytes_str(paths[data[0] % ARRAY_LEN(paths)]);
	view.data = bytes_part(in, 1, len);
	view.path = node.path;
	view.base = text_basename(node.path);
	sink_init(&sink, 0);
	if (observer_start.wants(&view))
		observer_start.observe(&view, &sink);
	sink_done(&sink);
	return 0;
}
