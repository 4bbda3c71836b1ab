/* A plain device tree: what board this is, and what the kernel is told on its command line. */
#include "assess/formats/devtree.h"
#include "assess/formats/parts.h"

#define PROBE_STEPS 20000
#define WALK_STEPS 2000000

static bool dtb_probe(struct bytes in, struct claim *ret)
{
	struct devtree tree;
	struct error e;

	if (!devtree_open(in, &tree, &e) || !devtree_sound(tree, PROBE_STEPS))
		return false;
	*ret = (struct claim){.len = tree.all.len, .sure = 90};
	return true;
}

/* Each string of a list. */
static void report_list(const struct parts *p, const struct visitor *v, const char *key, struct bytes value)
{
	while (value.len) {
		struct bytes one = devtree_text(value);

		parts_text(p, v, key, one);
		value = bytes_part(value, one.len + 1, value.len);
	}
}

static void report(const struct parts *p, const struct devtree_cursor *c, const struct visitor *v)
{
	if (devtree_in(c, "", true)) {
		if (bytes_is(c->name, "model"))
			parts_text(p, v, "model", devtree_text(c->value));
		else if (bytes_is(c->name, "compatible"))
			report_list(p, v, "hardware", c->value);
	} else if (devtree_in(c, "chosen", true)) {
		if (bytes_is(c->name, "bootargs"))
			parts_text(p, v, "cmdline", devtree_text(c->value));
		else if (bytes_is(c->name, "stdout-path") || bytes_is(c->name, "linux,stdout-path"))
			parts_text(p, v, "console", devtree_text(c->value));
	} else if (devtree_in(c, "signature", false) && c->depth == 3) {
		/* the keys a U-Boot that verifies FIT images carries in its own control tree */
		if (bytes_is(c->name, "key-name-hint"))
			parts_text(p, v, "signature.key-hint", devtree_text(c->value));
		else if (bytes_is(c->name, "required"))
			parts_text(p, v, "signature.required", devtree_text(c->value));
		else if (bytes_is(c->name, "algo"))
			parts_text(p, v, "signature.algorithm", devtree_text(c->value));
	}
}

static bool dtb_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct devtree tree;
	struct devtree_cursor c;

	TRY(devtree_open(p->in, &tree, e));
	c = devtree_begin(tree);
	for (;;) {
		enum devtree_step step = devtree_next(&c);

		if (step == DEVTREE_END)
			return true;
		if (step == DEVTREE_DAMAGED || c.steps > WALK_STEPS)
			return error_set(e, ERROR_INPUT, "device tree: damaged at 0x%zx of its structure", c.r.at);
		if (step != DEVTREE_PROPERTY)
			continue;
		report(p, &c, v);
		/* a tree may carry another one in a property */
		if (bytes_starts(c.value, DEVTREE_MAGIC))
			TRY(part_in_place(p, v, "property", (uint64_t)(c.value.at - p->in.at), c.value.len, e));
	}
}

static const struct magic dtb_magics[] = {{DEVTREE_MAGIC, 4, 0}};

const struct format format_dtb = {
	.name = "dtb",
	.title = "Flattened device tree",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = dtb_magics,
	.magic_count = ARRAY_LEN(dtb_magics),
	.probe = dtb_probe,
	.open = parts_open,
	.walk = dtb_walk,
};
