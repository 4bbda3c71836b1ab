#include "assess/facts/digest.h"

#include "core/base/text.h"
#include "core/crypto/hash.h"

static void add_number(struct hash *h, uint64_t number)
{
	uint8_t le[8];

	for (unsigned i = 0; i < sizeof le; i++)
		le[i] = (uint8_t)(number >> (8 * i));
	hash_add(h, bytes_of(le, sizeof le));
}

static void add_bytes(struct hash *h, struct bytes value)
{
	add_number(h, value.len);
	hash_add(h, value);
}

void facts_digest(const struct facts *facts, char ret[65])
{
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];

	add_number(&h, facts_node_count(facts));
	for (size_t i = 0; i < facts_node_count(facts); i++) {
		const struct fact_node *n = facts_node_at(facts, (uint32_t)i);

		add_bytes(&h, n->chain);
		add_bytes(&h, n->root);
		add_bytes(&h, n->path);
		add_number(&h, n->size);
		add_bytes(&h, bytes_of(n->sha256, n->has_sha256 ? sizeof n->sha256 : 0));
	}
	for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
		FACTS_EACH (facts, (enum fact_kind)kind, fact) {
			add_bytes(&h, bytes_str(fact_kind_name(fact->kind)));
			add_number(&h, fact->node);
			add_number(&h, fact->offset);
			add_number(&h, fact->len);
			add_bytes(&h, fact->excerpt);
			for (unsigned i = 0; i < fact_kind_fields(fact->kind); i++) {
				if (!fact->field[i].at)
					continue;
				add_bytes(&h, bytes_str(fact_field_name(fact->kind, i)));
				add_bytes(&h, fact->field[i]);
			}
			/* no field has a name of no length: where the fields end cannot be moved */
			add_number(&h, 0);
		}
	}
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
}

void case_run_digest(const struct case_meta *m, char ret[65])
{
	const uint64_t numbers[] = {m->size,      m->folder, m->sandboxed,  m->complete, m->bytes,
				    m->explained, m->files,  m->containers, m->restarts};
	const char *const texts[] = {m->name, m->sha256, m->edition, m->declaration, m->declaration_sha256};
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		add_number(&h, numbers[i]);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		add_bytes(&h, bytes_str(texts[i]));
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
}
