#include "assess/checks/cryptography_rule.h"

#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "core/base/text.h"

#include <string.h>

static unsigned year_of(const struct declared_entry *e, const char *key)
{
	uint64_t year;

	return text_number(bytes_part(bytes_str(entry_get(e, key)), 0, 4), &year) ? (unsigned)year : 0;
}

enum crypto_status crypto_of(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
			     const char *key, struct crypto *ret)
{
	enum crypto_status status;

	crypto_begin(ret, out->arena);
	for (size_t i = 0; i < entry_count(e, key); i++)
		crypto_read(ret, entry_at(e, key, i));
	status = crypto_judge(ret, year_of(declared_one(d, "product"), "statement-date"));
	out->failed |= ret->failed;
	return status;
}

/* Findings of one rule about one key are one: each item that is wrong has its own id. */
static const char *item_key(struct finding_sink *out, const char *key, const struct crypto_item *item)
{
	const char *ret = arena_printf(out->arena, "%s/%s", key, item->text);

	out->failed |= !ret;
	return ret ? ret : key;
}

/* A finding on the list's own value, with an id for this item of it. */
static struct finding *item_finding(struct finding_sink *out, const struct declared_entry *e, const char *key,
				    const struct crypto_item *item, enum verdict verdict)
{
	const char *subject = arena_printf(out->arena, "%s/%s/%s", e->table, e->id, item_key(out, key, item));

	out->failed |= !subject;
	return finding_add(out, verdict, verdict == VERDICT_FAIL ? SEVERITY_HIGH : SEVERITY_LOW, entry_fact(e, key),
			   subject ? subject : key);
}

static const char *name_of(struct finding_sink *out, const struct declared_entry *e)
{
	const char *ret = arena_printf(out->arena, "%s%s%s", e->table, e->id[0] ? "." : "", e->id);

	out->failed |= !ret;
	return finding_text(out, bytes_part(bytes_str(ret ? ret : e->table), 0, 60));
}

static void explain(struct finding_sink *out, struct finding *f, const struct declared_entry *e, const char *key,
		    const struct crypto_item *item)
{
	finding_detail(out, f,
		       "%s declares under %s: %s. %s. The table of accepted cryptography is docs/cryptography.md.",
		       name_of(out, e), key, finding_text(out, bytes_str(entry_get(e, key))),
		       finding_text(out, bytes_str(item->why)));
}

static void refused(struct finding_sink *out, const struct declared_entry *e, const char *key,
		    const struct crypto_item *item)
{
	struct finding *f = item_finding(out, e, key, item, VERDICT_FAIL);

	finding_title(out, f, "%s relies on %s, which no catalogue accepts", name_of(out, e),
		      finding_text(out, bytes_part(bytes_str(item->text), 0, 50)));
	explain(out, f, e, key, item);
	finding_remedy(out, f,
		       "Use TLS 1.3 (or TLS 1.2 with ECDHE and AES-GCM), AES-128 or more in GCM or CCM mode, SHA-256, "
		       "ECDSA P-256, Ed25519 or RSA of 3072 bits, Argon2id; then change %s.%s.",
		       name_of(out, e), key);
}

static void open_item(struct finding_sink *out, const struct declared_entry *e, const char *key,
		      const struct crypto_item *item, const char *title)
{
	struct finding *f = item_finding(out, e, key, item, VERDICT_INCONCLUSIVE);

	if (f->title && f->title[0])
		return; /* another rule of the same unit said so */
	finding_title(out, f, "%s: %s: %s", name_of(out, e), title,
		      finding_text(out, bytes_part(bytes_str(item->why[0] ? item->why : item->text), 0, 70)));
	explain(out, f, e, key, item);
	finding_remedy(out, f,
		       "Declare it in the notation of docs/cryptography.md, with key length, mode and key exchange; or "
		       "give evidence that it is fit for its use (ics evidence) and answer the unit's question.");
}

bool crypto_rule(struct finding_sink *out, const struct declared *d, const struct declared_entry *e, const char *key)
{
	unsigned end = year_of(declared_one(d, "support"), "end");
	struct crypto c;
	bool ret = true;

	(void)crypto_of(out, d, e, key, &c);
	if (!c.count) {
		(void)rule_open(out, e, key, "%s.%s names no cryptography", e->table, e->id);
		return false;
	}
	for (size_t i = 0; i < c.count; i++) {
		const struct crypto_item *item = &c.items[i];

		if (item->status == CRYPTO_REFUSED)
			refused(out, e, key, item);
		else if (item->status == CRYPTO_UNKNOWN)
			open_item(out, e, key, item, "unknown cryptography");
		else if (item->status == CRYPTO_UNSAID)
			open_item(out, e, key, item, "says too little");
		else if (item->status == CRYPTO_LEGACY && item->row->until && end > item->row->until)
			open_item(out, e, key, item, "support runs longer");
		else
			continue;
		ret = false;
	}
	return ret;
}

static bool cleared(const struct declared *d, const struct declared_entry *e, const struct crypto_attack *a)
{
	struct bytes rest = bytes_str(a->cleared), item;

	for (size_t i = 0; i < entry_count(e, "threats"); i++)
		if (bytes_find_nocase(bytes_str(entry_at(e, "threats", i)), a->name) != SIZE_MAX)
			return true;
	while (text_split(&rest, ';', &item)) {
		struct bytes version = text_trim(item), name;

		if (!text_split(&version, ' ', &name))
			continue;
		DECLARED_EACH (d, "SoftComp", component)
			if (links_component(component, name) && entry_has(component, "version") &&
			    links_not_older(entry_get(component, "version"), (const char *)version.at))
				return true;
	}
	return false;
}

void crypto_rule_attacks(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
			 const char *key)
{
	const struct crypto_attack *a;
	struct crypto c;
	size_t i = 0;

	(void)crypto_of(out, d, e, key, &c);
	while ((a = crypto_attack(&c, &i))) {
		const char *subject = arena_printf(out->arena, "%s/%s/%s", e->table, e->id, a->name);
		struct finding *f;

		out->failed |= !subject;
		if (!a->feasible && cleared(d, e, a))
			continue;
		f = finding_add(out, a->feasible ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				a->feasible ? SEVERITY_HIGH : SEVERITY_LOW, entry_fact(e, key),
				subject ? subject : key);
		finding_title(out, f, a->feasible ? "%s is open to %s" : "%s has to show that it resists %s",
			      name_of(out, e), a->name);
		finding_detail(out, f, "%s declares %s: %s. %s gives an attacker %s (%s).", name_of(out, e), key,
			       finding_text(out, bytes_str(entry_get(e, key))), a->name, a->effect, a->source);
		if (a->feasible)
			finding_remedy(
				out, f,
				"Leave the algorithm or protocol out of %s.%s; docs/cryptography.md lists what is "
				"accepted.",
				name_of(out, e), key);
		else
			finding_remedy(out, f, "Name %s under %s.threats where its countermeasure is in place%s%s%s.",
				       a->name, name_of(out, e),
				       a->cleared[0] ? ", or declare in SoftComp a version that has it (" : "",
				       a->cleared, a->cleared[0] ? ")" : "");
	}
	if (!c.count)
		(void)rule_open(out, e, key, "%s.%s names no cryptography", e->table, e->id);
	/* what is not protected at all needs no attack; of what is refused, the table may not know every one */
	if (c.count && crypto_none(&c))
		(void)rule_open(out, e, key, "%s.%s declares no cryptography that could be attacked", e->table, e->id);
	for (size_t k = 0; k < c.count; k++)
		if (c.items[k].status == CRYPTO_UNKNOWN ||
		    (c.items[k].status == CRYPTO_REFUSED && !crypto_none(&c) && rule_clean(out)))
			open_item(out, e, key, &c.items[k], "attacks on it are not in the table");
}

/* The goals of the mechanism of SecComMech that protects an interface. */
static unsigned goals_over(struct finding_sink *out, const struct declared *d, const char *interface)
{
	unsigned ret = 0;

	DECLARED_EACH (d, "SecComMech", m) {
		struct crypto c;

		if (!entry_lists(m, "interface", interface))
			continue;
		if (crypto_of(out, d, m, "cryptography", &c) <= CRYPTO_LEGACY)
			ret |= crypto_goals(&c);
	}
	return ret;
}

/* A password that is compared with its hash goes through the channel of the service that asks for it: what each
 * interface of each such service gets from its channel. */
static unsigned channel_goals(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
			      const struct crypto *c)
{
	unsigned ret = ~0U;
	bool any = false;

	if (strcmp(e->table, "AuthMech") != 0 || !crypto_has_kind(c, "password-hash"))
		return 0;
	DECLARED_EACH (d, "SoftServ", s)
		for (size_t i = 0; entry_lists(s, "authentication", e->id) && i < entry_count(s, "interface"); i++) {
			ret &= goals_over(out, d, entry_at(s, "interface", i));
			any = true;
		}
	return any ? ret : 0;
}

void crypto_rule_goals(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
		       const char *key, const char *guarantees)
{
	enum crypto_status status;
	unsigned goals;
	struct crypto c;

	status = crypto_of(out, d, e, key, &c);
	goals = crypto_goals(&c) | channel_goals(out, d, e, &c);
	if (!entry_count(e, guarantees))
		(void)rule_open(out, e, guarantees, "%s.%s does not say what it guarantees", e->table, e->id);
	for (size_t i = 0; i < entry_count(e, guarantees); i++) {
		const char *goal = entry_at(e, guarantees, i);
		const char *what = arena_printf(out->arena, "%s/%s", guarantees, goal);

		out->failed |= !what;
		if (!crypto_goal(goal) || (goals & crypto_goal(goal)) || !what)
			continue;
		/* a counter stops replay, and no algorithm's name tells of it */
		if (status == CRYPTO_UNKNOWN || status == CRYPTO_UNSAID || !c.count ||
		    (crypto_goal(goal) == GOAL_REPLAY_PROTECTION && (goals & GOAL_INTEGRITY)))
			(void)rule_open(out, e, what,
					"%s.%s claims %s; whether its cryptography delivers that is not to be told",
					e->table, e->id, goal);
		else
			(void)rule_fail(out, e, what, SEVERITY_HIGH,
					"%s.%s claims %s, but nothing it declares delivers that", e->table, e->id,
					goal);
	}
}
