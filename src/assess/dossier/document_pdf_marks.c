/* Part of document_pdf.c. The file is copied object by object, some of them changed, and gets a new table of where they
 * are. It is our own cairo's output, read with bounds all the same: texts of the declaration are in it. */
#include "assess/dossier/document_pdf_marks.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS_MAX = 1 << 22, STREAM_MAX = 64 << 20, LEVEL = 6, KIDS_MAX = 32 };

#define CATALOG "<< /Type /Catalog"
#define PAGE "<< /Type /Page "
#define ELEMENT "<< /Type /StructElem\n   /S /"
#define LINK "<< /Type /Annot\n   /Subtype /Link"

struct object {
	size_t from, to; /* in the file; 0, 0: not there */
	size_t now;      /* where it is written */
};

struct marks {
	struct bytes pdf;
	struct object *objects;
	size_t count; /* as many numbers as the table has, 0 with them */
	size_t table; /* where the table begins */
	size_t root, info;
	const struct pdf_words *words;
	struct writer *out;
	struct libdeflate_decompressor *reader;
	struct libdeflate_compressor *packer;
	bool no_memory;
};

/* The number behind `key` in `in`; SIZE_MAX where there is none. */
static size_t number_behind(struct bytes in, const char *key)
{
	size_t at = key[0] ? bytes_find_str(in, key) : 0, ret = 0, digits = 0;

	if (at == SIZE_MAX)
		return SIZE_MAX;
	for (at += strlen(key); at < in.len && in.at[at] >= '0' && in.at[at] <= '9' && digits < 12; at++, digits++)
		ret = ret * 10 + (size_t)(in.at[at] - '0');
	return digits ? ret : SIZE_MAX;
}

static struct bytes body_of(const struct marks *m, size_t number)
{
	const struct object *o = number < m->count ? &m->objects[number] : NULL;

	return o ? bytes_part(m->pdf, o->from, o->to - o->from) : bytes_of("", 0);
}

/* Whether an object begins so: what comes later may be a text. */
static bool is_kind(struct bytes body, const char *begin)
{
	static const char obj[] = " 0 obj\n";
	size_t at = bytes_find_str(bytes_part(body, 0, 24), obj);

	return at != SIZE_MAX && bytes_starts(bytes_part(body, at + strlen(obj), SIZE_MAX), begin);
}

static int by_place(const void *left, const void *right)
{
	const struct object *const *a = left, *const *b = right;

	return (*a)->from < (*b)->from ? -1 : (*a)->from > (*b)->from;
}

/* The table "xref": a line of 20 bytes an object. */
static bool read_table(struct marks *m, struct object ***ret, size_t *found)
{
	struct bytes tail = bytes_part(m->pdf, m->pdf.len > 64 ? m->pdf.len - 64 : 0, 64), head, trailer;
	size_t count, lines;

	m->table = number_behind(tail, "startxref\n");
	if (m->table >= m->pdf.len)
		return false;
	head = bytes_part(m->pdf, m->table, 40);
	count = number_behind(head, "xref\n0 ");
	lines = bytes_find_str(bytes_part(head, 7, SIZE_MAX), "\n");
	if (count == SIZE_MAX || count < 2 || count > OBJECTS_MAX || lines == SIZE_MAX)
		return false;
	lines += m->table + 8;
	trailer = bytes_part(m->pdf, lines + 20 * count, SIZE_MAX);
	m->root = number_behind(trailer, "/Root ");
	m->info = number_behind(trailer, "/Info ");
	if (m->root >= count || m->info >= count)
		return false;
	m->objects = calloc(count, sizeof *m->objects);
	*ret = calloc(count, sizeof(struct object *));
	m->no_memory = !m->objects || !*ret;
	m->count = count;
	for (size_t i = 1; !m->no_memory && i < count; i++) {
		struct bytes line = bytes_part(m->pdf, lines + 20 * i, 20);
		size_t from = number_behind(line, "");

		if (line.len < 20 || line.at[17] != 'n')
			continue;
		if (from >= m->table)
			return false;
		m->objects[i].from = from;
		(*ret)[(*found)++] = &m->objects[i];
	}
	return !m->no_memory;
}

/* An object ends where the next one in the file begins. */
static bool read_objects(struct marks *m, struct object ***order, size_t *found)
{
	*found = 0;
	if (!read_table(m, order, found))
		return false;
	qsort(*order, *found, sizeof **order, by_place);
	for (size_t i = 0; i < *found; i++)
		(*order)[i]->to = i + 1 < *found ? (*order)[i + 1]->from : m->table;
	return *found > 0 && is_kind(body_of(m, m->root), CATALOG);
}

/* Copies the object with `text` before its first `key`; as it is where it has none. */
static void insert(struct marks *m, struct bytes body, const char *key, const char *text)
{
	size_t at = bytes_find_str(body, key);

	write_bytes(m->out, bytes_part(body, 0, at));
	if (at == SIZE_MAX)
		return;
	write_str(m->out, text);
	write_bytes(m->out, bytes_part(body, at, SIZE_MAX));
}

/* The numbers of the elements below one, KIDS_MAX at most; how many there are. */
static size_t kids_of(struct bytes body, size_t kids[static KIDS_MAX])
{
	size_t at = bytes_find_str(body, "/K "), count = 0;
	struct bytes list = bytes_part(body, at == SIZE_MAX ? body.len : at + 2, SIZE_MAX);

	/* "/K [ 14 0 R 15 0 R ]", "/K 14 0 R" */
	list = bytes_part(list, 0, bytes_find_str(list, "\n"));
	list = bytes_part(list, bytes_starts(list, " [") ? 2 : 0, SIZE_MAX);
	while (count < KIDS_MAX && (kids[count] = number_behind(list, " ")) != SIZE_MAX) {
		size_t next = bytes_find_str(list, " R");

		count++;
		list = bytes_part(list, next == SIZE_MAX ? list.len : next + 2, SIZE_MAX);
	}
	return count;
}

/* A header cell with data beside it is the row's, one among headers its column's, one alone all columns'. */
static void put_header_cell(struct marks *m, struct bytes body)
{
	struct bytes row = body_of(m, number_behind(body, "/P ")), table = body_of(m, number_behind(row, "/P "));
	size_t kids[KIDS_MAX], cells = kids_of(row, kids), columns = 0;
	char attributes[96], span[32] = "";
	bool data = false;

	for (size_t i = 0; i < cells; i++)
		data = data || is_kind(body_of(m, kids[i]), ELEMENT "TD\n");
	if (cells == 1 && kids_of(table, kids))
		columns = kids_of(body_of(m, kids[0]), kids);
	if (columns > 1)
		snprintf(span, sizeof span, " /ColSpan %zu", columns);
	snprintf(attributes, sizeof attributes, "/A << /O /Table /Scope /%s%s >>\n   ", data ? "Row" : "Column", span);
	insert(m, body, "/P ", attributes);
}

/* The address again in words for who cannot see what is around the link. */
static void put_link(struct marks *m, struct bytes body)
{
	size_t from = bytes_find_str(body, "/URI ("), end;
	struct bytes address =
		from == SIZE_MAX ? bytes_str("A section of this document") : bytes_part(body, from + 6, SIZE_MAX);

	end = from == SIZE_MAX ? address.len : bytes_find_str(address, ")\n");
	write_bytes(m->out, bytes_part(body, 0, bytes_find_str(body, "/Subtype /Link")));
	write_str(m->out, "/Contents (");
	write_bytes(m->out, bytes_part(address, 0, end == SIZE_MAX ? 0 : end));
	write_str(m->out, ")\n   ");
	write_bytes(m->out, bytes_part(body, bytes_find_str(body, "/Subtype /Link"), SIZE_MAX));
}

/* What stands outside of every tag is an artifact. cairo ends a line behind each operator, and breaks strings with a
 * backslash at the line's end: no text can look like a tag. */
static void mark_artifacts(struct bytes page, struct writer *out)
{
	bool open = false, begun = false;
	size_t depth = 0;

	while (page.len) {
		size_t len = bytes_find_str(page, "\n");
		struct bytes line = bytes_part(page, 0, len == SIZE_MAX ? page.len : len + 1);
		bool begins = bytes_starts(line, "/") && bytes_ends(line, " BDC\n"), ends = bytes_is(line, "EMC\n"),
		     last = line.len == page.len && bytes_starts(line, "Q");

		page = bytes_part(page, line.len, SIZE_MAX);
		if (open && (begins || last)) {
			write_str(out, "EMC\n");
			open = false;
		} else if (begun && depth == 0 && !open && !begins && !ends && !last) {
			write_str(out, "/Artifact BMC\n");
			open = true;
		}
		write_bytes(out, line);
		begun = begun || bytes_is(line, "q\n"); /* before that the page is turned the right way up */
		depth += begins;
		depth -= ends && depth;
	}
	if (open)
		write_str(out, "EMC\n");
}

static bool unpack(struct marks *m, struct bytes packed, struct writer *raw)
{
	for (size_t room = packed.len * 8 + 4096; room <= STREAM_MAX; room *= 2) {
		uint8_t *at = writer_reserve(raw, room);
		size_t len;
		enum libdeflate_result result;

		if (!at)
			return false;
		result = libdeflate_zlib_decompress(m->reader, packed.at, packed.len, at, room, &len);
		if (result == LIBDEFLATE_SUCCESS)
			writer_commit(raw, len);
		if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
			return result == LIBDEFLATE_SUCCESS;
	}
	return false;
}

static bool put_packed(struct marks *m, size_t number, struct bytes raw)
{
	size_t room = libdeflate_zlib_compress_bound(m->packer, raw.len), len;
	uint8_t *at = malloc(room);

	m->no_memory = m->no_memory || !at;
	if (!at)
		return false;
	len = libdeflate_zlib_compress(m->packer, raw.at, raw.len, at, room);
	if (len) {
		write_fmt(m->out, "%zu 0 obj\n<< /Length %zu\n   /Filter /FlateDecode\n>>\nstream\n", number, len);
		write_bytes(m->out, bytes_of(at, len));
		write_str(m->out, "\nendstream\nendobj\n");
	}
	free(at);
	return len > 0;
}

/* The length stands in an object of its own. */
static void put_page_content(struct marks *m, size_t number, struct bytes body)
{
	static const char begin[] = ">>\nstream\n";
	size_t at = bytes_find_str(body, begin),
	       len = number_behind(body_of(m, number_behind(body, "/Length ")), " obj\n   ");
	struct bytes packed = bytes_part(body, at == SIZE_MAX ? body.len : at + strlen(begin), len);
	struct writer raw = writer_of(STREAM_MAX, "page"), marked = writer_of(STREAM_MAX, "page");
	bool done = false;

	if (len != SIZE_MAX && packed.len == len && unpack(m, packed, &raw)) {
		mark_artifacts(writer_bytes(&raw), &marked);
		done = writer_ok(&marked) && put_packed(m, number, writer_bytes(&marked));
	}
	m->no_memory = m->no_memory || raw.failed == ERROR_ENVIRONMENT || marked.failed == ERROR_ENVIRONMENT;
	writer_free(&raw);
	writer_free(&marked);
	if (!done)
		write_bytes(m->out, body);
}

/* cairo 1.16 forgets how a date begins. */
static void put_date(struct marks *m, struct bytes body)
{
	static const char key[] = "/CreationDate (";
	size_t at = bytes_find_str(body, key) + strlen(key);

	write_bytes(m->out, bytes_part(body, 0, at));
	if (!bytes_starts(bytes_part(body, at, SIZE_MAX), "D:"))
		write_str(m->out, "D:");
	write_bytes(m->out, bytes_part(body, at, SIZE_MAX));
}

static void put_object(struct marks *m, size_t number)
{
	struct bytes body = body_of(m, number);
	char more[128];

	m->objects[number].now = m->out->len;
	if (number == m->root) {
		snprintf(more, sizeof more,
			 "/Lang (en)\n   /ViewerPreferences << /DisplayDocTitle true >>\n   /Metadata %zu 0 R\n   ",
			 m->count);
		insert(m, body, "/Pages ", more);
	} else if (number == m->info && bytes_find_str(body, "/CreationDate (") != SIZE_MAX) {
		put_date(m, body);
	} else if (is_kind(body, ELEMENT "TH\n")) {
		put_header_cell(m, body);
	} else if (is_kind(body, LINK)) {
		put_link(m, body);
	} else if (is_kind(body, PAGE)) {
		insert(m, body, "/MediaBox ", "/Tabs /S\n   ");
	} else {
		write_bytes(m->out, body);
	}
}

static void write_xml(struct writer *out, const char *before, const char *text, const char *behind)
{
	if (!text[0])
		return;
	write_str(out, before);
	for (; *text; text++)
		switch (*text) {
		case '&':
			write_str(out, "&amp;");
			break;
		case '<':
			write_str(out, "&lt;");
			break;
		case '>':
			write_str(out, "&gt;");
			break;
		default:
			write_u8(out, (uint8_t)*text);
		}
	write_str(out, behind);
}

/* The properties again, as XMP. */
static void put_metadata(struct marks *m)
{
	struct writer xmp = writer_of(STREAM_MAX, "metadata");
	const struct pdf_words *w = m->words;

	write_str(&xmp, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
			"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
			"xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
			"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
			"xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
			"<dc:format>application/pdf</dc:format>\n"
			"<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>\n");
	write_xml(&xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", w->title,
		  "</rdf:li></rdf:Alt></dc:title>\n");
	write_xml(&xmp, "<dc:creator><rdf:Seq><rdf:li>", w->author, "</rdf:li></rdf:Seq></dc:creator>\n");
	write_xml(&xmp, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", w->subject,
		  "</rdf:li></rdf:Alt></dc:description>\n");
	write_xml(&xmp, "<xmp:CreatorTool>", w->creator, "</xmp:CreatorTool>\n");
	write_xml(&xmp, "<xmp:CreateDate>", w->date, "</xmp:CreateDate>\n");
	write_str(&xmp, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
	m->no_memory = m->no_memory || !writer_ok(&xmp);
	write_fmt(m->out, "%zu 0 obj\n<< /Type /Metadata\n   /Subtype /XML\n   /Length %zu\n>>\nstream\n", m->count,
		  xmp.len);
	write_bytes(m->out, writer_bytes(&xmp));
	write_str(m->out, "\nendstream\nendobj\n");
	writer_free(&xmp);
}

static void put_table(struct marks *m, size_t metadata)
{
	size_t at = m->out->len;

	write_fmt(m->out, "xref\n0 %zu\n0000000000 65535 f \n", m->count + 1);
	for (size_t i = 1; i < m->count; i++)
		write_fmt(m->out, "%010zu %s\n", m->objects[i].now, m->objects[i].to ? "00000 n " : "65535 f ");
	write_fmt(m->out, "%010zu 00000 n \n", metadata);
	write_fmt(m->out, "trailer\n<< /Size %zu\n   /Root %zu 0 R\n   /Info %zu 0 R\n>>\nstartxref\n%zu\n%%%%EOF\n",
		  m->count + 1, m->root, m->info, at);
}

/* Whether an object is what a page says its content is. */
static bool *contents_of(struct marks *m)
{
	bool *ret = calloc(m->count, sizeof *ret);

	for (size_t i = 1; ret && i < m->count; i++) {
		struct bytes body = body_of(m, i);
		size_t content = is_kind(body, PAGE) ? number_behind(body, "/Contents ") : SIZE_MAX;

		if (content < m->count)
			ret[content] = true;
	}
	return ret;
}

static void put_file(struct marks *m, struct object **order, size_t found)
{
	bool *contents = contents_of(m);
	size_t metadata;

	m->no_memory = m->no_memory || !contents;
	write_bytes(m->out, bytes_part(m->pdf, 0, order[0]->from));
	for (size_t i = 0; i < found && contents; i++) {
		size_t number = (size_t)(order[i] - m->objects);

		if (contents[number]) {
			m->objects[number].now = m->out->len;
			put_page_content(m, number, body_of(m, number));
		} else {
			put_object(m, number);
		}
	}
	metadata = m->out->len;
	put_metadata(m);
	put_table(m, metadata);
	free(contents);
}

bool pdf_marks(struct bytes pdf, const struct pdf_words *words, struct writer *out, struct error *e)
{
	struct marks m = {.pdf = pdf, .words = words, .out = out};
	struct object **order = NULL;
	size_t found;

	m.reader = libdeflate_alloc_decompressor();
	m.packer = libdeflate_alloc_compressor(LEVEL);
	m.no_memory = !m.reader || !m.packer;
	if (!m.no_memory && read_objects(&m, &order, &found))
		put_file(&m, order, found);
	else if (!m.no_memory)
		write_bytes(out, pdf);
	if (m.reader)
		libdeflate_free_decompressor(m.reader);
	if (m.packer)
		libdeflate_free_compressor(m.packer);
	free(order);
	free(m.objects);
	return m.no_memory ? error_memory(e, "marks of a PDF") : writer_done(out, e);
}
