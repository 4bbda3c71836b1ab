/* A U-Boot boot loader as it lies at the front of flash: a program without a header, known by its banner
 * (include/version.h of U-Boot: "U-Boot 2013.07 (Dec 23 2020 - 12:31:13)"). Nothing says how long it is, so the claim
 * is cautious: it ends at the first long padding behind the banner or in front of the next container, and where neither
 * comes there is none. Its bytes are given out as one file, so that the observers see them and nothing carves them
 * again, and the environments compiled into it as parts. */
#include "assess/formats/parts.h"

#include "core/base/text.h"

#include <stdio.h>

#define BANNER "U-Boot "
#define BANNER_MAX 160
#define BANNER_WITHIN (512u << 10)
#define LEN_MOST (2u << 20)
#define PAD_LEAST 4096u
#define ALIGN 4096u
#define STEP 256u /* where containers behind a boot loader may begin */
#define TRIES_MAX 64
#define ENVIRONMENTS_MOST 8

static bool digits(struct bytes in, size_t *at, size_t least)
{
	size_t from = *at;

	while (*at < in.len && in.at[*at] >= '0' && in.at[*at] <= '9')
		++*at;
	return *at - from >= least;
}

/* "U-Boot 2013.07-rc1 (Dec 23 2020 - 12:31:13)", "U-Boot 1.1.3 (Nov 19 2023 - 18:30:02)": version, then the date of the
 * build in brackets. Text that only names a version is in other programs too. */
static bool banner_at(struct bytes in, uint64_t at, struct bytes *banner, struct bytes *version)
{
	struct bytes line = bytes_part(in, at, BANNER_MAX);
	size_t i = strlen(BANNER), from = i, open;

	while (line.len && !(text_is_printable(line) && bytes_find_str(line, "\n") == SIZE_MAX))
		line.len--;
	if (line.len < i || !digits(line, &i, 1) || i >= line.len || line.at[i++] != '.' || !digits(line, &i, 1))
		return false;
	while (i < line.len && line.at[i] > ' ' && line.at[i] != '(')
		i++;
	*version = bytes_part(line, from, i - from);
	open = bytes_find_str(line, "(");
	/* "(Dec 23 2020 - 12:31:13" */
	if (open == SIZE_MAX || open < i || open - i > 32 || line.len - open < 23 ||
	    bytes_find_str(bytes_part(line, open, 24), " - ") == SIZE_MAX ||
	    bytes_find_str(bytes_part(line, open, 32), ":") == SIZE_MAX)
		return false;
	*banner = line;
	return true;
}

static bool find_banner(struct bytes in, struct bytes *banner, struct bytes *version)
{
	struct bytes rest = bytes_part(in, 0, BANNER_WITHIN + BANNER_MAX);
	size_t hit;

	for (size_t tries = 0; tries < TRIES_MAX && (hit = bytes_find_str(rest, BANNER)) != SIZE_MAX; tries++) {
		rest = bytes_part(rest, hit, rest.len);
		if (banner_at(rest, 0, banner, version))
			return true;
		rest = bytes_part(rest, 1, rest.len);
	}
	return false;
}

/* Bytes as evenly spread as in compressed or encrypted data: no program looks like that. */
static bool looks_packed(struct bytes block)
{
	uint32_t counts[256] = {0};
	uint64_t squares = 0;

	for (size_t i = 0; i < block.len; i++)
		counts[block.at[i]]++;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		squares += (uint64_t)counts[i] * counts[i];
	return block.len == ALIGN && squares * 160 < (uint64_t)ALIGN * ALIGN;
}

static bool is_program(struct bytes in)
{
	for (uint64_t at = 0; at < in.len; at += ALIGN)
		if (looks_packed(bytes_part(in, at, ALIGN)))
			return false;
	return true;
}

/* A container that begins here, as far as its own probe is sure. An environment is part of the boot loader. */
static bool container_at(struct bytes in, uint64_t at)
{
	extern const struct format format_uboot, format_uboot_env;
	struct bytes rest = bytes_part(in, at, in.len);

	for (size_t i = 0; i < formats_count; i++) {
		const struct format *f = formats[i];
		bool starts = false;
		struct claim claim = {0};

		if (!(f->flags & FORMAT_CARVE) || f == &format_uboot || f == &format_uboot_env || f->locate)
			continue;
		for (size_t k = 0; k < f->magic_count && !starts; k++) {
			struct bytes magic = bytes_part(rest, f->magics[k].at, f->magics[k].len);

			starts = bytes_equal(magic, bytes_of(f->magics[k].bytes, f->magics[k].len));
		}
		if (starts && f->probe(rest, &claim) && claim.sure >= 50)
			return true;
	}
	return false;
}

/* Where padding of one value begins that is at least PAD_LEAST long, at or behind `from`; in.len where there is none.
 */
static uint64_t find_padding(struct bytes in, uint64_t from)
{
	uint64_t run = from;

	for (uint64_t at = from; at < in.len; at++) {
		if (in.at[at] != 0xff && in.at[at] != 0)
			run = at + 1;
		else if (at > run && in.at[at] != in.at[run])
			run = at;
		else if (at - run + 1 >= PAD_LEAST)
			return run;
	}
	return in.len;
}

/* How long the boot loader is at most, or 0 where that cannot be told. */
static uint64_t find_end(struct bytes in, struct bytes banner)
{
	struct bytes all = bytes_part(in, 0, LEN_MOST);
	uint64_t behind = (uint64_t)(banner.at - in.at) + banner.len, end = find_padding(all, behind);

	for (uint64_t at = STEP; at < end; at += STEP)
		if (container_at(in, at)) {
			/* what stands before it in the same flash page may be its header: that is left alone too */
			end = at & ~(uint64_t)(ALIGN - 1);
			break;
		}
	if (end <= behind || (end == all.len && all.len < in.len))
		return 0;
	return end;
}

static bool uboot_probe(struct bytes in, struct claim *ret)
{
	struct bytes banner, version;
	uint64_t end;

	if (!find_banner(in, &banner, &version))
		return false;
	end = find_end(in, banner);
	if (!end || !is_program(bytes_part(in, 0, (uint64_t)(banner.at - in.at))))
		return false;
	*ret = (struct claim){.len = end, .sure = 55};
	return true;
}

/* Default environments, each once, by the row that knows them. */
static bool give_environments(const struct parts *p, const struct visitor *v, struct error *e)
{
	extern const struct format format_uboot_env;
	uint64_t from = 0;

	for (size_t found = 0, tries = 0; found < ENVIRONMENTS_MOST && tries < TRIES_MAX; tries++) {
		uint64_t hit = OFFSET_UNKNOWN, start;
		struct claim claim = {0};

		for (size_t k = 0; k < format_uboot_env.magic_count; k++) {
			const struct magic *m = &format_uboot_env.magics[k];
			size_t at = bytes_find(bytes_part(p->in, from, p->in.len), bytes_of(m->bytes, m->len));

			if (at != SIZE_MAX && from + at < hit)
				hit = from + at;
		}
		if (hit == OFFSET_UNKNOWN)
			break;
		start = format_uboot_env.locate(p->in, hit);
		if (start >= from && start <= hit &&
		    format_uboot_env.probe(bytes_part(p->in, start, p->in.len), &claim) && start + claim.len > hit) {
			char name[32];

			found++;
			snprintf(name, sizeof name, found == 1 ? "environment" : "environment%zu", found);
			TRY(part_in_place(p, v, name, start, claim.len, e));
			from = start + claim.len;
		} else {
			from = hit + 1;
		}
	}
	return true;
}

static bool uboot_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct bytes banner, version;

	if (!find_banner(p->in, &banner, &version))
		return error_set(e, ERROR_INPUT, "boot loader: no banner");
	parts_text(p, v, "banner", banner);
	parts_text(p, v, "version", version);
	TRY(visit_node(v,
		       &(struct node){.path = bytes_str("/u-boot.bin"),
				      .type = NODE_FILE,
				      .size = p->in.len,
				      .kind = CONTENT_IN_PLACE,
				      .bytes = p->in},
		       e));
	return give_environments(p, v, e);
}

/* No magic and no place in files: it is only looked for at the front of flash and of parts. */
const struct format format_uboot = {
	.name = "uboot",
	.title = "U-Boot boot loader",
	.probe = uboot_probe,
	.open = parts_open,
	.walk = uboot_walk,
};
