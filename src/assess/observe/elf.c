/* What an ELF file is and how it was hardened: the same facts as checksec's, which is the name maintainers know, plus
 * what it needs, what it calls and what kernel a module was built for. Where checksec guesses we say less: relocatable
 * files have no RELRO and NX yet, and a static program without symbols cannot show that it has no canary. */
#include "assess/observe/elf_calls.h"
#include "assess/observe/elf_file.h"
#include "assess/observe/observer.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#include <elf.h>

#define NEEDED_MAX 256
#define LIST_MAX 4096

struct elf_view {
	struct elf_file file;
	struct bytes interp, soname, rpath, runpath;
	bool relro, bind_now, stack_seen, stack_executable, debug_tag, pie_flag, has_static;
	bool canary, fortified_call, cfi, safestack, ibt, bti;
	uint64_t fortified, fortifiable;
	struct writer needed, risky, network;
	const char *libc;
};

static bool wants(const struct file_view *f)
{
	return file_is_elf(f);
}

static void list_add(struct writer *w, struct bytes name)
{
	if (w->len)
		write_str(w, " ");
	write_bytes(w, name);
}

static const char *libc_of(struct bytes name)
{
	static const struct {
		const char *pattern, *libc;
	} rows[] = {
		{"*ld-musl*", "musl"},
		{"libc.musl-*", "musl"},
		{"*ld-uClibc*", "uclibc"},
		{"*ld64-uClibc*", "uclibc"},
		{"libc.so.0", "uclibc"},
		{"libuClibc-*", "uclibc"},
		{"*/system/bin/linker*", "bionic"},
		{"libc.so.6*", "glibc"},
		{"libc.so.1.9*", "glibc"},
		{"*ld-linux*", "glibc"},
		{"*/ld64.so.*", "glibc"},
		{"*/ld-*.so", "glibc"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_glob(rows[i].pattern, name))
			return rows[i].libc;
	return NULL;
}

static void note_libc(struct elf_view *v, struct bytes name)
{
	const char *libc = libc_of(name);

	/* uClibc-ng keeps the names of uClibc and glibc's loader name on some machines: the library's name decides */
	if (libc && (!v->libc || strcmp(libc, "glibc") != 0))
		v->libc = libc;
}

static void read_dynamic(struct elf_view *v)
{
	struct bytes names = elf_dynamic_names(&v->file);
	uint64_t tag, value;
	size_t needed = 0;

	for (size_t i = 0; elf_dynamic(&v->file, i, &tag, &value); i++) {
		struct bytes name = elf_name(names, value);

		if (tag == DT_NEEDED && needed++ < NEEDED_MAX) {
			list_add(&v->needed, name);
			note_libc(v, name);
		} else if (tag == DT_SONAME) {
			v->soname = name;
		} else if (tag == DT_RPATH) {
			v->rpath = name;
		} else if (tag == DT_RUNPATH) {
			v->runpath = name;
		} else if (tag == DT_DEBUG || tag == DT_MIPS_RLD_MAP || tag == DT_MIPS_RLD_MAP_REL) {
			/* DT_MIPS_RLD_MAP takes the place of DT_DEBUG in MIPS executables */
			v->debug_tag |= tag == DT_DEBUG || v->file.machine == EM_MIPS;
		} else if (tag == DT_BIND_NOW) {
			v->bind_now = true;
		} else if (tag == DT_FLAGS) {
			v->bind_now |= (value & DF_BIND_NOW) != 0;
		} else if (tag == DT_FLAGS_1) {
			v->bind_now |= (value & DF_1_NOW) != 0;
			v->pie_flag |= (value & DF_1_PIE) != 0;
		}
	}
}

/* .note.gnu.property: Linux Extensions to gABI; x86 feature 1 is type 0xc0000002, aarch64's 0xc0000000. */
static void read_properties(struct elf_view *v, struct bytes note)
{
	struct reader r = reader_of(note, "property note");
	bool big = v->file.big_endian;

	for (unsigned i = 0; i < 64 && reader_left(&r) >= 12; i++) {
		uint32_t name_len = read_u32(&r, big, "name length"), len = read_u32(&r, big, "length");
		uint32_t type = read_u32(&r, big, "type");
		struct bytes name = read_bytes(&r, ((uint64_t)name_len + 3) & ~UINT64_C(3), "name");
		struct reader p = reader_of(read_bytes(&r, len, "properties"), "properties");

		if (type != NT_GNU_PROPERTY_TYPE_0 || !bytes_starts(name, "GNU"))
			continue;
		for (unsigned k = 0; k < 64 && reader_left(&p) >= 8; k++) {
			uint32_t property = read_u32(&p, big, "property"), size = read_u32(&p, big, "size");
			uint32_t value = size >= 4 ? read_u32(&p, big, "value") : 0;
			uint64_t align = v->file.wide ? 7 : 3;

			if (property == 0xc0000002)
				v->ibt |= value & 1;
			else if (property == 0xc0000000 && v->file.machine == EM_AARCH64)
				v->bti |= value & 1;
			read_skip(&p, (((uint64_t)size + align) & ~align) - (size >= 4 ? 4 : 0), "padding");
		}
	}
}

static void read_segments(struct elf_view *v)
{
	struct elf_segment s;

	for (uint32_t i = 0; elf_segment(&v->file, i, &s); i++) {
		if (s.type == PT_GNU_RELRO) {
			v->relro = true;
		} else if (s.type == PT_GNU_STACK) {
			v->stack_seen = true;
			v->stack_executable |= (s.flags & PF_X) != 0;
		} else if (s.type == PT_INTERP && !v->interp.len) {
			v->interp = elf_name(bytes_part(v->file.data, s.offset, s.file_len), 0);
			note_libc(v, v->interp);
		} else if (s.type == PT_GNU_PROPERTY) {
			read_properties(v, bytes_part(v->file.data, s.offset, s.file_len));
		}
	}
}

static bool is_one_of(struct bytes name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(name, names[i]))
			return true;
	return false;
}

static struct bytes without_underscores(struct bytes name)
{
	while (name.len && name.at[0] == '_') {
		name.at++;
		name.len--;
	}
	return name;
}

/* What a symbol of either table shows. */
static void look_at_symbol(struct elf_view *v, struct bytes name)
{
	static const char *const guards[] = {"__stack_chk_fail", "__stack_chk_guard", "__stack_chk_fail_local",
					     "__intel_security_cookie"};

	if (name.len < 4)
		return;
	if (name.at[0] == '_') {
		v->canary |= is_one_of(name, guards, ARRAY_LEN(guards));
		v->safestack |= bytes_starts(name, "__safestack_");
		v->cfi |= bytes_starts(name, "__cfi_check");
	}
	v->cfi |= bytes_ends(name, ".cfi") || bytes_ends(name, ".cfi_jt");
}

static void look_at_call(struct elf_view *v, const struct elf_symbol *symbol)
{
	struct bytes name = without_underscores(symbol->name), plain = name;
	bool imported = symbol->section == SHN_UNDEF, checked = bytes_ends(name, "_chk");

	if (checked) {
		v->fortified_call = true;
		plain.len -= 4;
	}
	if (elf_call_is_fortifiable(plain)) {
		v->fortifiable++;
		v->fortified += checked;
	}
	if (!imported || checked)
		return;
	if (elf_call_is_unbounded(symbol->name) && v->risky.len < LIST_MAX)
		list_add(&v->risky, symbol->name);
	else if (elf_call_is_network(symbol->name) && v->network.len < LIST_MAX)
		list_add(&v->network, symbol->name);
}

static void read_symbols(struct elf_view *v)
{
	struct elf_symbols s = elf_dynamic_symbols(&v->file);
	struct elf_symbol symbol;

	for (size_t i = 0; elf_symbol(&v->file, &s, i, &symbol); i++) {
		look_at_symbol(v, symbol.name);
		if (symbol.name.len)
			look_at_call(v, &symbol);
	}
	s = elf_static_symbols(&v->file);
	v->has_static = s.count > 0;
	for (size_t i = 0; elf_symbol(&v->file, &s, i, &symbol); i++)
		look_at_symbol(v, symbol.name);
}

static bool is_static(const struct elf_view *v)
{
	return v->file.type == ELF_EXEC && !v->interp.len && !v->file.dynamic.len && v->file.segment_count;
}

static const char *type_of(const struct elf_view *v)
{
	switch (v->file.type) {
	case ELF_REL:
		return "rel";
	case ELF_CORE:
		return "core";
	case ELF_EXEC:
		return is_static(v) ? "static" : "exec";
	case ELF_DYN:
		if (v->pie_flag || v->debug_tag)
			return v->interp.len ? "pie" : "static-pie";
		return "dso";
	default:
		return NULL;
	}
}

/* Machines whose kernel gives a stack that cannot be executed even where PT_GNU_STACK is missing. */
static bool stack_safe_by_default(const struct elf_file *f)
{
	return f->machine == EM_AARCH64 || f->machine == EM_RISCV || f->machine == 258;
}

static void put_hardening(struct elf_view *v, struct fact_draft *d)
{
	bool linked = v->file.type == ELF_EXEC || v->file.type == ELF_DYN;
	bool silent = is_static(v) && !v->has_static;
	bool no_fortify = v->libc && (strcmp(v->libc, "musl") == 0 || strcmp(v->libc, "uclibc") == 0);

	if (linked && v->file.segment_count && !v->file.segments_cut) {
		fact_put_str(d, ELF_RELRO, v->relro ? v->bind_now ? "full" : "partial" : "no");
		fact_put_bool(d, ELF_NX, v->stack_seen ? !v->stack_executable : stack_safe_by_default(&v->file));
	}
	if (v->file.type == ELF_REL)
		fact_put_str(d, ELF_PIE, "rel");
	else if (v->file.type == ELF_EXEC)
		fact_put_str(d, ELF_PIE, "no");
	else if (v->file.type == ELF_DYN)
		fact_put_str(d, ELF_PIE, v->pie_flag || v->debug_tag ? "yes" : "dso");
	if (silent) {
		/* no symbols to see: the texts that the C library's handlers print are left */
		if (bytes_find_str(v->file.data, "stack smashing detected") != SIZE_MAX)
			fact_put_str(d, ELF_CANARY, "yes");
		if (bytes_find_str(v->file.data, "buffer overflow detected") != SIZE_MAX)
			fact_put_str(d, ELF_FORTIFY, "yes");
	} else if (v->file.type != ELF_CORE) {
		fact_put_bool(d, ELF_CANARY, v->canary);
		fact_put_str(d, ELF_FORTIFY, v->fortified_call ? "yes" : v->fortifiable && !no_fortify ? "no" : "n/a");
		fact_put_number(d, ELF_FORTIFIED, v->fortified);
		fact_put_number(d, ELF_FORTIFIABLE, v->fortifiable);
	}
	fact_put_bool(d, ELF_STRIPPED, !v->has_static);
	fact_put_str(d, ELF_CFI, v->cfi ? "clang" : v->ibt ? "ibt" : v->bti ? "bti" : "no");
	fact_put_bool(d, ELF_SAFESTACK, v->safestack);
}

static void put_some(struct fact_draft *d, unsigned field, struct bytes value)
{
	if (value.len)
		fact_put(d, field, value);
}

static void put_elf(struct elf_view *v, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_ELF, 0, 0);
	const char *machine = elf_machine_name(&v->file), *type = type_of(v);

	if (type)
		fact_put_str(&d, ELF_TYPE, type);
	else
		fact_put_fmt(&d, ELF_TYPE, "0x%x", v->file.type);
	if (machine)
		fact_put_str(&d, ELF_MACHINE, machine);
	else
		fact_put_fmt(&d, ELF_MACHINE, "0x%x", v->file.machine);
	fact_put_str(&d, ELF_CLASS, v->file.wide ? "64" : "32");
	fact_put_str(&d, ELF_ENDIAN, v->file.big_endian ? "big" : "little");
	put_some(&d, ELF_INTERP, v->interp);
	put_hardening(v, &d);
	put_some(&d, ELF_RPATH, v->rpath);
	put_some(&d, ELF_RUNPATH, v->runpath);
	put_some(&d, ELF_SONAME, v->soname);
	put_some(&d, ELF_NEEDED, writer_bytes(&v->needed));
	fact_put_str(&d, ELF_LIBC, v->libc);
	put_some(&d, ELF_RISKY, writer_bytes(&v->risky));
	put_some(&d, ELF_NETWORK, writer_bytes(&v->network));
	fact_end(&d);
}

static void put_unread(struct fact_sink *out, const char *why)
{
	struct fact_draft d = fact_begin(out, FACT_UNREAD, 0, 0);

	fact_put_str(&d, UNREAD_WHY, why);
	fact_end(&d);
}

/* One "key=value" of .modinfo; empty where there is none. */
static struct bytes module_info(struct bytes info, const char *key)
{
	size_t len = strlen(key);
	struct reader r = reader_of(info, "module information");

	for (unsigned i = 0; i < 1024 && reader_left(&r); i++) {
		struct bytes entry = read_cstr(&r, "entry");

		if (bytes_starts(entry, key) && entry.len > len && entry.at[len] == '=')
			return bytes_part(entry, len + 1, UINT64_MAX);
	}
	return bytes_part(info, 0, 0);
}

/* A kernel module names the kernel it was built for: "3.10.14 preempt mod_unload MIPS32_R1". */
static void put_module(const struct elf_view *v, struct fact_sink *out)
{
	struct bytes info = elf_section_named(&v->file, ".modinfo"), magic, kernel, rest, name, version;
	struct fact_draft d;

	if (v->file.type != ELF_REL || !info.len)
		return;
	magic = module_info(info, "vermagic");
	rest = magic;
	if (text_word(&rest, &kernel) && text_is_printable(kernel)) {
		uint64_t at = (uint64_t)(magic.at - v->file.data.at);
		size_t digits = 0;

		d = fact_begin(out, FACT_KERNEL, at, magic.len);
		fact_put(&d, KERNEL_VERSION, kernel);
		fact_put(&d, KERNEL_BANNER, magic);
		fact_excerpt(&d, magic);
		fact_end(&d);
		while (digits < kernel.len &&
		       (kernel.at[digits] == '.' || (kernel.at[digits] >= '0' && kernel.at[digits] <= '9')))
			digits++;
		d = fact_begin(out, FACT_COMPONENT, at, magic.len);
		fact_put_str(&d, COMPONENT_NAME, "linux");
		fact_put(&d, COMPONENT_VERSION, kernel);
		fact_put_str(&d, COMPONENT_HOW, "module-vermagic");
		fact_put_str(&d, COMPONENT_RELATION, "contains");
		fact_put_fmt(&d, COMPONENT_CPE, "cpe:2.3:o:linux:linux_kernel:%.*s:*:*:*:*:*:*:*", (int)digits,
			     (const char *)kernel.at);
		fact_put_str(&d, COMPONENT_LICENCE, "GPL-2.0-only");
		fact_excerpt(&d, magic);
		fact_end(&d);
	}
	name = module_info(info, "name");
	version = module_info(info, "version");
	if (name.len && version.len && text_is_printable(version)) {
		struct bytes licence = module_info(info, "license");

		d = fact_begin(out, FACT_COMPONENT, (uint64_t)(version.at - v->file.data.at), version.len);
		fact_put(&d, COMPONENT_NAME, name);
		fact_put(&d, COMPONENT_VERSION, version);
		fact_put_str(&d, COMPONENT_HOW, "header");
		fact_put_str(&d, COMPONENT_RELATION, "contains");
		put_some(&d, COMPONENT_LICENCE, licence);
		fact_excerpt(&d, version);
		fact_end(&d);
	}
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	struct elf_view v = {.needed = writer_of(1 << 16, "needed"),
			     .risky = writer_of(1 << 16, "calls"),
			     .network = writer_of(1 << 16, "calls")};
	struct error e;

	if (!elf_open(f->data, &v.file, &e)) {
		put_unread(out, e.text);
		return;
	}
	if (v.file.segments_cut)
		put_unread(out, "ELF: the program headers reach beyond the file; hardening facts are missing");
	else if (v.file.sections_cut && v.file.type == ELF_REL)
		put_unread(out, "ELF: the section headers reach beyond the file");
	read_segments(&v);
	read_dynamic(&v);
	read_symbols(&v);
	put_elf(&v, out);
	put_module(&v, out);
	if (!writer_ok(&v.needed) || !writer_ok(&v.risky) || !writer_ok(&v.network))
		out->failed = true;
	writer_free(&v.needed);
	writer_free(&v.risky);
	writer_free(&v.network);
}

const struct observer observer_elf = {.name = "elf", .wants = wants, .observe = observe, .by_content = true};
