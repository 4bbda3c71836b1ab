/* A bounded reader of ELF files in either class and byte order: header, segments, sections, dynamic entries, symbols,
 * notes. Prefers what the loader uses (segments, dynamic entries) to sections, which may be stripped or damaged.
 * Borrows the bytes; allocates nothing. */
#ifndef HF_ASSESS_ELF_FILE_H
#define HF_ASSESS_ELF_FILE_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#define ELF_LOADS_MAX 16

enum elf_types { ELF_REL = 1, ELF_EXEC = 2, ELF_DYN = 3, ELF_CORE = 4 };

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, file_len, mem_len;
};

struct elf_section {
	uint32_t name, type, link;
	uint64_t flags, addr, offset, len, entry_len;
};

struct elf_symbols {
	struct bytes table, names;
	size_t count;
	size_t entry_len;
};

struct elf_symbol {
	struct bytes name; /* empty where it has none or the name is out of bounds */
	uint8_t info;
	uint16_t section; /* 0: undefined, imported */
};

struct elf_file {
	struct bytes data;
	bool big_endian, wide; /* wide: 64 bit */
	uint8_t os_abi;
	uint16_t type, machine;
	uint32_t flags;
	uint64_t entry;
	uint64_t segments_at, sections_at;
	uint32_t segment_count, section_count; /* as many as lie inside the file */
	uint16_t segment_len, section_len;
	bool segments_cut, sections_cut; /* the header names more than the file holds */
	struct bytes dynamic;            /* the dynamic entries; empty where there are none */
	struct bytes section_names;
	struct elf_segment loads[ELF_LOADS_MAX];
	unsigned load_count;
};

/* False where the bytes are no ELF header of a known class and order. */
MUST_CHECK bool elf_open(struct bytes data, struct elf_file *ret, struct error *e);
bool elf_segment(const struct elf_file *f, uint32_t index, struct elf_segment *ret);
/* The content of the section of that name; empty where there is none. */
struct bytes elf_section_named(const struct elf_file *f, const char *name);
/* Dynamic entry `index`; false at the end. */
bool elf_dynamic(const struct elf_file *f, size_t index, uint64_t *ret_tag, uint64_t *ret_value);
/* The symbols the loader sees, by the dynamic entries, or by section .dynsym where there are none. */
struct elf_symbols elf_dynamic_symbols(const struct elf_file *f);
/* .symtab; count 0 in a stripped file. */
struct elf_symbols elf_static_symbols(const struct elf_file *f);
bool elf_symbol(const struct elf_file *f, const struct elf_symbols *s, size_t index, struct elf_symbol *ret);
/* The dynamic string table; names of libraries are offsets into it. */
struct bytes elf_dynamic_names(const struct elf_file *f);
/* The text at `offset` of a string table, without its NUL; empty where it does not end inside. */
struct bytes elf_name(struct bytes names, uint64_t offset);
/* A name for people; NULL where the number is not known. */
const char *elf_machine_name(const struct elf_file *f);

#endif
