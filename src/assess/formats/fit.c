/* U-Boot's flattened image tree (doc/uImage.FIT of U-Boot): images with hashes, configurations with signatures, all in
 * a device tree; image data inside it or behind it ("external data": data-offset counts from the tree's end rounded up
 * to four, data-position from its beginning). */
#include "assess/formats/devtree.h"
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"

#define PROBE_STEPS 20000
#define WALK_STEPS 200000
#define IMAGES_MAX 64
#define HASHES_MAX 8

struct hash_node {
	struct bytes algo, value;
};

struct fit_image {
	struct bytes name, description, type, arch, os, compression;
	struct bytes data;
	uint64_t offset; /* of the data in the container */
	uint64_t external_len;
	uint32_t external_at, position;
	bool has_data, has_offset, has_position, has_size;
	struct hash_node hashes[HASHES_MAX];
	size_t hash_count;
};

static uint64_t external_base(const struct devtree *tree)
{
	return ((uint64_t)tree->all.len + 3) & ~UINT64_C(3);
}

/* Moves to the next image node and gathers it. The cursor stands behind its end afterwards. */
static bool next_image(struct devtree_cursor *c, struct fit_image *ret, bool *damaged)
{
	struct fit_image image = {0};
	bool inside = false, ok;

	*damaged = false;
	while (c->steps < WALK_STEPS) {
		enum devtree_step step = devtree_next(c);

		if (step == DEVTREE_END)
			return false;
		if (step == DEVTREE_DAMAGED)
			break;
		if (!inside) {
			if (step == DEVTREE_NODE && c->depth == 3 && bytes_is(c->path[1], "images")) {
				inside = true;
				image.name = c->path[2];
			}
			continue;
		}
		if (step == DEVTREE_END_NODE && c->depth == 2) {
			*ret = image;
			return true;
		}
		if (step == DEVTREE_NODE && c->depth == 4 && bytes_starts(c->path[3], "hash") &&
		    image.hash_count < HASHES_MAX)
			image.hash_count++;
		if (step != DEVTREE_PROPERTY)
			continue;
		if (c->depth == 4 && bytes_starts(c->path[3], "hash") && image.hash_count) {
			struct hash_node *h = &image.hashes[image.hash_count - 1];

			if (bytes_is(c->name, "algo"))
				h->algo = devtree_text(c->value);
			else if (bytes_is(c->name, "value"))
				h->value = c->value;
		}
		if (c->depth != 3)
			continue;
		if (bytes_is(c->name, "data")) {
			image.has_data = true;
			image.data = c->value;
		} else if (bytes_is(c->name, "data-offset")) {
			image.external_at = devtree_cell(c->value, &image.has_offset);
		} else if (bytes_is(c->name, "data-position")) {
			image.position = devtree_cell(c->value, &image.has_position);
		} else if (bytes_is(c->name, "data-size")) {
			image.external_len = devtree_cell(c->value, &ok);
			image.has_size = ok;
		} else if (bytes_is(c->name, "description")) {
			image.description = devtree_text(c->value);
		} else if (bytes_is(c->name, "type")) {
			image.type = devtree_text(c->value);
		} else if (bytes_is(c->name, "arch")) {
			image.arch = devtree_text(c->value);
		} else if (bytes_is(c->name, "os")) {
			image.os = devtree_text(c->value);
		} else if (bytes_is(c->name, "compression")) {
			image.compression = devtree_text(c->value);
		}
	}
	*damaged = true;
	return false;
}

static bool image_range(const struct devtree *tree, const struct fit_image *image, uint64_t *at, uint64_t *len)
{
	if (image->has_data) {
		*at = (uint64_t)(image->data.at - tree->all.at);
		*len = image->data.len;
		return true;
	}
	if (!image->has_size || !(image->has_offset || image->has_position))
		return false;
	*at = image->has_position ? image->position : external_base(tree) + image->external_at;
	*len = image->external_len;
	return true;
}

static bool fit_probe(struct bytes in, struct claim *ret)
{
	struct devtree tree;
	struct devtree_cursor c;
	struct fit_image image;
	uint64_t end, at, len;
	size_t images = 0;
	bool damaged, truncated = false;
	struct error e;

	if (!devtree_open(in, &tree, &e) || !devtree_sound(tree, PROBE_STEPS))
		return false;
	end = tree.all.len;
	c = devtree_begin(tree);
	while (images < IMAGES_MAX && next_image(&c, &image, &damaged)) {
		if (!image_range(&tree, &image, &at, &len))
			continue;
		images++;
		if (at + len > end)
			end = at + len;
	}
	if (images == 0)
		return false;
	if (end > in.len) {
		truncated = true;
		end = in.len;
	}
	*ret = (struct claim){.len = end, .sure = 95, .truncated = truncated};
	return true;
}

static enum codec codec_of(struct bytes name)
{
	static const struct {
		const char *name;
		enum codec codec;
	} known[] = {
		{"gzip", CODEC_GZIP}, {"bzip2", CODEC_BZIP2},   {"lzma", CODEC_LZMA_ALONE},
		{"lzo", CODEC_LZOP},  {"lz4", CODEC_LZ4_FRAME}, {"zstd", CODEC_ZSTD},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (bytes_is(name, known[i].name))
			return known[i].codec;
	return CODEC_NONE;
}

static void check_hash(const struct parts *p, const struct fit_image *image, const struct hash_node *h,
		       struct bytes data, bool whole, const struct visitor *v)
{
	uint8_t sum[PARTS_DIGEST_MAX];
	const char *name = text_safe(p->arena, image->name, 64), *algo = text_safe(p->arena, h->algo, 16);
	uint64_t at = h->value.len ? (uint64_t)(h->value.at - p->in.at) : 0;
	size_t len = whole ? parts_digest(algo, data, sum) : 0;

	if (h->value.len == 0)
		visit_property_fmt(v, "integrity", at, 0, "%s %s: absent", name, algo);
	else if (len == 0)
		visit_property_fmt(v, "integrity", at, h->value.len, "%s %s: declared", name, algo);
	else
		visit_property_fmt(v, "integrity", at, h->value.len, "%s %s: %s", name, algo,
				   bytes_equal(bytes_of(sum, len), h->value) ? "ok" : "bad");
}

static bool walk_image(const struct parts *p, const struct devtree *tree, const struct fit_image *image,
		       const struct visitor *v, struct error *e)
{
	const char *name = text_safe(p->arena, image->name, 64);
	uint64_t at, len;
	struct bytes data;

	visit_property_fmt(v, "partition", 0, 0, "%s %.*s", name, (int)(image->type.len < 64 ? image->type.len : 64),
			   (const char *)image->type.at);
	if (bytes_is(image->type, "kernel")) {
		parts_text(p, v, "arch", image->arch);
		parts_text(p, v, "os", image->os);
	}
	if (!image_range(tree, image, &at, &len)) {
		visit_unread(v, image->name, 0, "the image has no data");
		return true;
	}
	data = bytes_part(p->in, at, len);
	for (size_t i = 0; i < image->hash_count; i++)
		check_hash(p, image, &image->hashes[i], data, data.len == len, v);
	/* a RAM disk stays packed for the kernel; the engine finds out what it is */
	return part_coded(p, v, name, codec_of(image->compression), at, len, e);
}

/* Signatures of configurations and of single images. Without the maker's public key they can only be named. */
static void walk_signatures(const struct parts *p, const struct devtree *tree, const struct visitor *v)
{
	struct devtree_cursor c = devtree_begin(*tree);
	struct bytes algo = {NULL, 0};
	size_t found = 0;
	bool has_value = false;

	while (c.steps < WALK_STEPS) {
		enum devtree_step step = devtree_next(&c);

		if (step == DEVTREE_END || step == DEVTREE_DAMAGED)
			break;
		if (step == DEVTREE_END_NODE && algo.len && c.depth == 3) {
			if (has_value) {
				parts_text(p, v, "signature", algo);
				visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), 0, 0);
				found++;
			} else {
				visit_property(v, "signature.status",
					       bytes_str("bad (a signature node without a value)"), 0, 0);
			}
			algo.len = 0;
			has_value = false;
		}
		if (step != DEVTREE_PROPERTY)
			continue;
		if (devtree_in(&c, "", true) && bytes_is(c.name, "description"))
			parts_text(p, v, "name", devtree_text(c.value));
		else if (devtree_in(&c, "", true) && bytes_is(c.name, "timestamp")) {
			bool ok;
			uint32_t when = devtree_cell(c.value, &ok);

			if (ok)
				visit_property_fmt(v, "created", (uint64_t)(c.value.at - p->in.at), 4, "%u",
						   (unsigned)when);
		} else if (devtree_in(&c, "configurations", true) && bytes_is(c.name, "default"))
			visit_property_fmt(v, "configuration", (uint64_t)(c.value.at - p->in.at), c.value.len,
					   "%s (default)", text_safe(p->arena, devtree_text(c.value), 64));
		if (c.depth != 4 || !bytes_starts(c.path[3], "signature"))
			continue;
		if (bytes_is(c.name, "algo")) {
			algo = devtree_text(c.value);
		} else if (bytes_is(c.name, "key-name-hint")) {
			parts_text(p, v, "signature.key-hint", devtree_text(c.value));
		} else if (bytes_is(c.name, "sign-images")) {
			parts_text(p, v, "signature.covers", devtree_text(c.value));
		} else if (bytes_is(c.name, "required")) {
			parts_text(p, v, "signature.required", devtree_text(c.value));
		} else if (bytes_is(c.name, "value")) {
			has_value = c.value.len > 0;
		}
	}
	if (found == 0)
		visit_property(v, "signature", bytes_str("none"), 0, 0);
}

static bool fit_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct devtree tree;
	struct devtree_cursor c;
	struct fit_image image;
	size_t count = 0;
	bool damaged;

	TRY(devtree_open(p->in, &tree, e));
	walk_signatures(p, &tree, v);
	c = devtree_begin(tree);
	while (next_image(&c, &image, &damaged)) {
		if (++count > IMAGES_MAX)
			return error_set(e, ERROR_LIMIT, "fit: more than %d images", IMAGES_MAX);
		TRY(walk_image(p, &tree, &image, v, e));
	}
	return damaged ? error_set(e, ERROR_INPUT, "fit: damaged at 0x%zx of its structure", c.r.at) : true;
}

static const struct magic fit_magics[] = {{DEVTREE_MAGIC, 4, 0}};

const struct format format_fit = {
	.name = "fit",
	.title = "U-Boot FIT image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = fit_magics,
	.magic_count = ARRAY_LEN(fit_magics),
	.probe = fit_probe,
	.open = parts_open,
	.walk = fit_walk,
};
