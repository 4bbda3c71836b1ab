/* Part of elf.c. System V ABI, "Object Files" and "Program Loading and Dynamic Linking"; the GNU hash section as its
 * own header says.
 */
#include "assess/observe/elf_file.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <elf.h>

static uint64_t read_word(struct reader *r, const struct elf_file *f, const char *name)
{
	return f->wide ? read_u64(r, f->big_endian, name) : read_u32(r, f->big_endian, name);
}

static uint16_t half(struct reader *r, const struct elf_file *f, const char *name)
{
	return read_u16(r, f->big_endian, name);
}

static uint32_t word(struct reader *r, const struct elf_file *f, const char *name)
{
	return read_u32(r, f->big_endian, name);
}

/* How many entries of a table of `count` claimed ones lie inside the file. */
static uint32_t inside(const struct elf_file *f, uint64_t at, uint64_t count, uint64_t entry_len, bool *ret_cut)
{
	uint64_t fit;

	*ret_cut = false;
	if (count == 0 || at == 0 || entry_len == 0)
		return 0;
	fit = at < f->data.len ? (f->data.len - at) / entry_len : 0;
	*ret_cut = fit < count;
	return (uint32_t)(fit < count ? fit : count);
}

bool elf_segment(const struct elf_file *f, uint32_t index, struct elf_segment *ret)
{
	struct reader r;
	struct elf_segment s = {0};

	if (index >= f->segment_count)
		return false;
	r = reader_of(bytes_part(f->data, f->segments_at + (uint64_t)index * f->segment_len, f->segment_len),
		      "ELF segment");
	s.type = word(&r, f, "type");
	if (f->wide)
		s.flags = word(&r, f, "flags");
	s.offset = read_word(&r, f, "offset");
	s.vaddr = read_word(&r, f, "address");
	(void)read_word(&r, f, "physical address");
	s.file_len = read_word(&r, f, "file size");
	s.mem_len = read_word(&r, f, "memory size");
	if (!f->wide)
		s.flags = word(&r, f, "flags");
	*ret = s;
	return reader_ok(&r);
}

static bool elf_section(const struct elf_file *f, uint32_t index, struct elf_section *ret)
{
	struct reader r;
	struct elf_section s = {0};

	if (index >= f->section_count)
		return false;
	r = reader_of(bytes_part(f->data, f->sections_at + (uint64_t)index * f->section_len, f->section_len),
		      "ELF section");
	s.name = word(&r, f, "name");
	s.type = word(&r, f, "type");
	s.flags = read_word(&r, f, "flags");
	s.addr = read_word(&r, f, "address");
	s.offset = read_word(&r, f, "offset");
	s.len = read_word(&r, f, "size");
	s.link = word(&r, f, "link");
	(void)word(&r, f, "info");
	(void)read_word(&r, f, "alignment");
	s.entry_len = read_word(&r, f, "entry size");
	*ret = s;
	return reader_ok(&r);
}

static struct bytes section_bytes(const struct elf_file *f, const struct elf_section *s)
{
	return s->type == SHT_NOBITS ? bytes_part(f->data, 0, 0) : bytes_part(f->data, s->offset, s->len);
}

struct bytes elf_name(struct bytes names, uint64_t offset)
{
	struct bytes rest = bytes_part(names, offset, UINT64_MAX);
	const uint8_t *end = rest.len ? memchr(rest.at, 0, rest.len) : NULL;

	rest.len = end ? (size_t)(end - rest.at) : 0;
	return rest;
}

struct bytes elf_section_named(const struct elf_file *f, const char *name)
{
	struct elf_section s;

	for (uint32_t i = 0; elf_section(f, i, &s); i++)
		if (s.type != SHT_NULL && bytes_is(elf_name(f->section_names, s.name), name))
			return section_bytes(f, &s);
	return bytes_part(f->data, 0, 0);
}

static void find_segments(struct elf_file *f)
{
	struct elf_segment s;

	for (uint32_t i = 0; elf_segment(f, i, &s); i++) {
		if (s.type == PT_LOAD && f->load_count < ELF_LOADS_MAX)
			f->loads[f->load_count++] = s;
		else if (s.type == PT_DYNAMIC && f->dynamic.len == 0)
			f->dynamic = bytes_part(f->data, s.offset, s.file_len);
	}
}

static void find_section_names(struct elf_file *f, uint32_t index)
{
	struct elf_section s;

	if (index == SHN_XINDEX && elf_section(f, 0, &s))
		index = s.link;
	if (elf_section(f, index, &s) && s.type == SHT_STRTAB)
		f->section_names = section_bytes(f, &s);
}

bool elf_open(struct bytes data, struct elf_file *ret, struct error *e)
{
	struct reader r = reader_of(data, "ELF header");
	struct bytes ident = read_bytes(&r, 16, "identification");
	struct elf_file f = {.data = data};
	uint32_t count, sections, names;

	TRY(reader_done(&r, e));
	if (!bytes_starts(ident, "\x7f"
				 "ELF") ||
	    ident.at[4] < 1 || ident.at[4] > 2 || ident.at[5] < 1 || ident.at[5] > 2)
		return error_set(e, ERROR_INPUT, "no ELF header of a known class and byte order");
	f.wide = ident.at[4] == 2;
	f.big_endian = ident.at[5] == 2;
	f.os_abi = ident.at[7];
	f.type = half(&r, &f, "type");
	f.machine = half(&r, &f, "machine");
	(void)word(&r, &f, "version");
	f.entry = read_word(&r, &f, "entry");
	f.segments_at = read_word(&r, &f, "segments");
	f.sections_at = read_word(&r, &f, "sections");
	f.flags = word(&r, &f, "flags");
	(void)half(&r, &f, "header size");
	f.segment_len = half(&r, &f, "segment size");
	count = half(&r, &f, "segment count");
	f.section_len = half(&r, &f, "section size");
	sections = half(&r, &f, "section count");
	names = half(&r, &f, "section of names");
	TRY(reader_done(&r, e));
	if (f.segment_len < (f.wide ? 56 : 32))
		count = 0;
	if (f.section_len < (f.wide ? 64 : 40))
		sections = 0;
	else if (sections == 0 && f.sections_at) {
		/* more than 65279 sections: the count stands in the first one */
		struct elf_section first;

		f.section_count = inside(&f, f.sections_at, 1, f.section_len, &f.sections_cut);
		if (elf_section(&f, 0, &first) && first.len <= UINT32_MAX)
			sections = (uint32_t)first.len;
	}
	f.segment_count = inside(&f, f.segments_at, count, f.segment_len, &f.segments_cut);
	f.section_count = inside(&f, f.sections_at, sections, f.section_len, &f.sections_cut);
	find_section_names(&f, names);
	find_segments(&f);
	*ret = f;
	return true;
}

/* The bytes of the file that are loaded at an address, to the end of their segment; empty where none are. */
static struct bytes elf_at_address(const struct elf_file *f, uint64_t address)
{
	for (unsigned i = 0; i < f->load_count; i++) {
		const struct elf_segment *s = &f->loads[i];

		if (address >= s->vaddr && address - s->vaddr < s->file_len && s->offset < f->data.len)
			return bytes_part(bytes_part(f->data, s->offset, s->file_len), address - s->vaddr, UINT64_MAX);
	}
	return bytes_part(f->data, 0, 0);
}

bool elf_dynamic(const struct elf_file *f, size_t index, uint64_t *ret_tag, uint64_t *ret_value)
{
	size_t len = f->wide ? 16 : 8;
	struct reader r;

	if (index >= f->dynamic.len / len)
		return false;
	r = reader_of(bytes_part(f->dynamic, index * len, len), "dynamic entry");
	*ret_tag = read_word(&r, f, "tag");
	*ret_value = read_word(&r, f, "value");
	return reader_ok(&r) && *ret_tag != DT_NULL;
}

static bool dynamic_value(const struct elf_file *f, uint64_t wanted, uint64_t *ret)
{
	uint64_t tag, value;

	for (size_t i = 0; elf_dynamic(f, i, &tag, &value); i++)
		if (tag == wanted) {
			*ret = value;
			return true;
		}
	return false;
}

static struct elf_symbols section_symbols(const struct elf_file *f, uint32_t type)
{
	struct elf_symbols ret = {.entry_len = f->wide ? 24 : 16};
	struct elf_section s, names;

	for (uint32_t i = 0; elf_section(f, i, &s); i++) {
		if (s.type != type)
			continue;
		ret.table = section_bytes(f, &s);
		ret.count = ret.table.len / ret.entry_len;
		if (elf_section(f, s.link, &names) && names.type == SHT_STRTAB)
			ret.names = section_bytes(f, &names);
		break;
	}
	return ret;
}

/* The highest symbol a GNU hash table reaches, plus one. Buckets hold the first symbol of a chain; a chain ends at a
 * value with its lowest bit set. Each word is looked at once at most. */
static size_t gnu_hash_count(const struct elf_file *f, struct bytes table)
{
	struct reader r = reader_of(table, "GNU hash");
	uint32_t buckets = word(&r, f, "buckets"), first = word(&r, f, "first symbol");
	uint32_t filters = word(&r, f, "filter words"), highest = 0;
	uint64_t chains;

	(void)word(&r, f, "filter shift");
	read_skip(&r, (uint64_t)filters * (f->wide ? 8 : 4), "filter");
	if (reader_left(&r) / 4 < buckets)
		return 0;
	for (uint32_t i = 0; i < buckets; i++) {
		uint32_t symbol = word(&r, f, "bucket");

		if (symbol > highest)
			highest = symbol;
	}
	chains = r.at;
	if (!reader_ok(&r))
		return 0;
	if (highest < first)
		return first;
	reader_seek(&r, chains + (uint64_t)(highest - first) * 4, "chain");
	while (reader_left(&r) >= 4) {
		highest++;
		if (word(&r, f, "chain") & 1)
			break;
	}
	return reader_ok(&r) ? highest : 0;
}

struct bytes elf_dynamic_names(const struct elf_file *f)
{
	uint64_t at, len;
	struct bytes names;

	if (dynamic_value(f, DT_STRTAB, &at) && dynamic_value(f, DT_STRSZ, &len)) {
		names = bytes_part(elf_at_address(f, at), 0, len);
		if (names.len)
			return names;
	}
	return section_symbols(f, SHT_DYNSYM).names;
}

struct elf_symbols elf_dynamic_symbols(const struct elf_file *f)
{
	struct elf_symbols ret = {.entry_len = f->wide ? 24 : 16};
	uint64_t at, hash, value, names;
	size_t count = 0;

	if (!dynamic_value(f, DT_SYMTAB, &at))
		return section_symbols(f, SHT_DYNSYM);
	ret.table = elf_at_address(f, at);
	ret.names = elf_dynamic_names(f);
	if (f->machine == EM_MIPS && dynamic_value(f, DT_MIPS_SYMTABNO, &value))
		count = value <= SIZE_MAX ? (size_t)value : 0;
	if (!count && dynamic_value(f, DT_HASH, &hash)) {
		/* s390x and alpha have 8-byte words in DT_HASH */
		bool words = f->wide && (f->machine == EM_S390 || f->machine == EM_ALPHA);
		struct reader r = reader_of(elf_at_address(f, hash), "hash");

		read_skip(&r, words ? 8 : 4, "buckets");
		count = words ? (size_t)read_u64(&r, f->big_endian, "chains") : word(&r, f, "chains");
	}
	/* A GNU hash table reaches the defined symbols only, and imports may be all there are: the section knows better
	 * where it speaks of the same table; else linkers put the names right behind the symbols. */
	if (!count) {
		struct elf_symbols section = section_symbols(f, SHT_DYNSYM);
		size_t reached = 0;

		if (dynamic_value(f, DT_GNU_HASH, &hash))
			reached = gnu_hash_count(f, elf_at_address(f, hash));
		if (section.table.at == ret.table.at)
			count = section.count;
		else if (dynamic_value(f, DT_STRTAB, &names) && names > at)
			count = (size_t)((names - at) / ret.entry_len);
		if (count < reached)
			count = reached;
	}
	if (count > ret.table.len / ret.entry_len)
		count = ret.table.len / ret.entry_len;
	ret.count = count;
	return count ? ret : section_symbols(f, SHT_DYNSYM);
}

struct elf_symbols elf_static_symbols(const struct elf_file *f)
{
	return section_symbols(f, SHT_SYMTAB);
}

static uint32_t number_at(const uint8_t *at, unsigned len, bool big_endian)
{
	uint32_t ret = 0;

	for (unsigned i = 0; i < len; i++)
		ret |= (uint32_t)at[i] << 8 * (big_endian ? len - 1 - i : i);
	return ret;
}

/* The one table with many entries: its fields are taken from an entry that is known to be whole, not one read each. */
bool elf_symbol(const struct elf_file *f, const struct elf_symbols *s, size_t index, struct elf_symbol *ret)
{
	struct bytes raw = bytes_part(s->table, (uint64_t)index * s->entry_len, s->entry_len);
	uint32_t name;

	if (index >= s->count || raw.len < (f->wide ? 24u : 16u))
		return false;
	name = number_at(raw.at, 4, f->big_endian);
	ret->info = raw.at[f->wide ? 4 : 12];
	ret->section = (uint16_t)number_at(raw.at + (f->wide ? 6 : 14), 2, f->big_endian);
	ret->name = name ? elf_name(s->names, name) : bytes_part(s->names, 0, 0);
	return true;
}

const char *elf_machine_name(const struct elf_file *f)
{
	static const struct {
		uint16_t number;
		const char *name;
	} machines[] = {
		{EM_SPARC, "sparc"},
		{EM_386, "i386"},
		{EM_68K, "m68k"},
		{EM_MIPS, "mips"},
		{EM_PARISC, "parisc"},
		{EM_PPC, "powerpc"},
		{EM_PPC64, "powerpc64"},
		{EM_S390, "s390"},
		{EM_ARM, "arm"},
		{EM_SH, "sh"},
		{EM_SPARCV9, "sparc64"},
		{EM_TRICORE, "tricore"},
		{EM_ARC, "arc"},
		{EM_X86_64, "x86_64"},
		{EM_AVR, "avr"},
		{EM_XTENSA, "xtensa"},
		{EM_OPENRISC, "openrisc"},
		{EM_ARC_COMPACT, "arc"},
		{195, "arc"},
		{EM_BLACKFIN, "blackfin"},
		{EM_ALTERA_NIOS2, "nios2"},
		{EM_AARCH64, "aarch64"},
		{EM_MICROBLAZE, "microblaze"},
		{EM_RISCV, "riscv"},
		{EM_BPF, "bpf"},
		{EM_CSKY, "csky"},
		{258, "loongarch"},
		{EM_QDSP6, "hexagon"},
		{EM_NDS32, "nds32"},
		{EM_ALPHA, "alpha"},
		{0x9026, "alpha"},
		{EM_IA_64, "ia64"},
		{EM_MSP430, "msp430"},
		{EM_CRIS, "cris"},
	};

	if (f->machine == EM_MIPS && (f->wide || (f->flags & EF_MIPS_ABI2)))
		return "mips64";
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (machines[i].number == f->machine)
			return machines[i].name;
	return NULL;
}
