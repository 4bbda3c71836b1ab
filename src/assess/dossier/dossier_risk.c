/* Part of dossier.c: the risk assessment that CRA Article 13 asks for, printed. */
#include "assess/dossier/dossier.h"

#include "assess/dossier/proforma.h"
#include "assess/dossier/risk.h"
#include "assess/judge/ics.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/base/writer.h"

#include <stdio.h>
#include <string.h>

enum { CELL_MAX = 64 << 10, ELEMENTS_SHOWN = 12, ASSETS_SHOWN = 500 };

static enum tone tone_of(enum risk_level level)
{
	static const enum tone tones[RISK_LEVELS] = {TONE_GOOD, TONE_OPEN, TONE_BAD, TONE_BAD};

	return tones[level];
}

static void put_method(struct document *doc)
{
	static const struct document_column columns[] = {
		{"Figure", 1, false}, {"Likelihood", 6, false}, {"Impact", 6, false}};
	static const char *const scale[][2] = {
		{"unlikely: needs several things that are hard to come by", "a nuisance"},
		{"possible: needs presence, a post, or a mistake", "some data or functions of one unit, for a while"},
		{"likely: within reach of many, with public tools",
		 "control of one unit, or personal data of its users"},
		{"to be expected: from anywhere, automated",
		 "many units, sensitive personal data, or a product that protects people or things"},
	};

	document_heading(doc, 1, "Method");
	document_text(
		doc,
		"The assets, interfaces and other elements are those of the maker's declaration (IXIT). Rules, one "
		"for each kind of element and kind of threat by STRIDE (spoofing, tampering, repudiation, "
		"disclosure, denial of service, elevation of privilege), give the threats. Elements that a rule "
		"finds under the same circumstances are one risk.");
	document_text(doc,
		      "Inherent risk is likelihood times impact, each from 1 to 4: up to 3 low, 4 to 7 medium, 8 to 11 "
		      "high, from 12 on very high. Likelihood begins at the figure of the actor who can reach the "
		      "element and is corrected by what is declared of it; impact follows from what is lost. Both "
		      "reasons are printed beside the figures.");
	document_text(
		doc,
		"The mitigations are provisions of EN 303 645, with the verdicts they have in this case; in brackets, "
		"how "
		"many of the test units of an open one pass. Residual "
		"likelihood is three lower, but not below 1, where all of them that apply pass, one lower where a "
		"part is shown and nothing contradicts it, and not lower at all where one fails, is not claimed, or "
		"nothing is decided. "
		"The impact is left as it is. So a residual risk can be too high on this paper where proof is "
		"missing, but not too low for want of it.");
	document_text(
		doc,
		"All figures are computed from declaration and verdicts; the same case gives the same figures. They "
		"are a start: a person with knowledge of the product has to confirm them, add what the rules do "
		"not know, and decide on what remains.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = ARRAY_LEN(scale); i-- > 0;) {
		document_cell(doc, TONE_PLAIN, "%zu", i + 1);
		document_cell(doc, TONE_PLAIN, "%s", scale[i][0]);
		document_cell(doc, TONE_PLAIN, "%s", scale[i][1]);
	}
}

static void put_pair(struct document *doc, const char *key, const struct declared_entry *e, const char *field)
{
	if (entry_has(e, field))
		document_pair(doc, key, "%s", entry_get(e, field));
}

static void put_items(struct document *doc, const char *title, const struct declared_entry *e, const char *field)
{
	if (!entry_has(e, field))
		return;
	document_heading(doc, 2, "%s", title);
	for (size_t i = 0; i < entry_count(e, field); i++)
		document_item(doc, "%s", entry_at(e, field, i));
}

/* The risks in which nobody means harm, or somebody has had the product: where misuse shows. */
static void put_misuse(struct document *doc, const struct risks *all)
{
	struct writer out = writer_of(CELL_MAX, "risks");
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].actor == ACTOR_OWNER || all->items[i].actor == ACTOR_LATER_OWNER)
			write_fmt(&out, "%s%s", count++ ? ", " : "", all->items[i].id);
	write_u8(&out, 0);
	if (count && writer_ok(&out))
		document_text(doc,
			      "What misuse by the owner and by others who have had the product can lead to is in the "
			      "risks %s. Whether they cover each circumstance above has to be confirmed.",
			      (const char *)out.at);
	writer_free(&out);
}

/* Purpose, foreseeable use and conditions of use: what Art. 13(3) wants the analysis to rest on. */
static void put_product(const struct dossier_input *in, struct document *doc, const struct risks *all)
{
	const struct declared_entry *product = declared_one(in->declared, "product"),
				    *support = declared_one(in->declared, "support");

	document_heading(doc, 1, "Product, purpose and use");
	put_pair(doc, "Intended purpose", product, "description");
	put_pair(doc, "Kind of product", product, "type");
	put_pair(doc, "Hardware", product, "hardware");
	put_pair(doc, "Operating system", product, "operating-system");
	put_pair(doc, "Time it is expected to be in use", support, "expected-use");
	put_pair(doc, "Security updates until", support, "end");
	put_items(doc, "Security properties promised", product, "security-properties");
	put_items(doc, "Foreseeable misuse", product, "foreseeable-misuse");
	if (!entry_has(product, "foreseeable-misuse"))
		document_note(doc, TONE_OPEN, "The maker declares no foreseeable misuse.");
	else
		put_misuse(doc, all);
}

static const char *words(struct arena *arena, const struct declared_entry *e, const char *key)
{
	struct writer out = writer_of(CELL_MAX, "list");
	const char *ret;

	for (size_t i = 0; i < entry_count(e, key); i++)
		write_fmt(&out, "%s%s", i ? ", " : "", entry_at(e, key, i));
	ret = arena_str(arena, writer_bytes(&out));
	writer_free(&out);
	return ret ? ret : "";
}

struct asset_kind {
	const char *table, *title, *facts; /* keys to print, "; "-separated */
};

static void put_asset_table(const struct dossier_input *in, struct document *doc, const struct asset_kind *kind)
{
	static const struct document_column columns[] = {
		{"Asset", 4, false}, {"What it is", 8, false}, {"Why it matters", 5, false}};
	size_t shown = 0;

	if (!declared_count(in->declared, kind->table))
		return;
	document_heading(doc, 2, "%s", kind->title);
	document_table(doc, columns, ARRAY_LEN(columns));
	DECLARED_EACH (in->declared, kind->table, e) {
		struct writer out = writer_of(CELL_MAX, "asset");
		struct bytes rest = bytes_str(kind->facts), key;

		if (shown++ >= ASSETS_SHOWN)
			break;
		while (text_split(&rest, ';', &key)) {
			char name[40];

			key = text_trim(key);
			snprintf(name, sizeof name, "%.*s", (int)key.len, (const char *)key.at);
			if (entry_has(e, name))
				write_fmt(&out, "%s%s: %s", out.len ? "\n" : "", proforma_label(in->arena, name),
					  words(in->arena, e, name));
		}
		document_cell(doc, TONE_PLAIN, "%s", e->id);
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "description"));
		document_cell_from(doc, TONE_PLAIN, &out);
	}
}

static void put_assets(const struct dossier_input *in, struct document *doc)
{
	static const struct asset_kind kinds[] = {
		{"SecParam", "Security parameters", "type; guarantees; protects"},
		{"PersData", "Personal data", "sensitive; stored-on; retention"},
		{"SoftComp", "Software", "supplier; version; update-mechanism"},
		{"SoftServ", "Services of the product", "network; runs-as; configures"},
		{"UpdMech", "Update mechanisms", "guarantees; automatic"},
		{"ExtSens", "Sensors", "class"},
	};

	document_heading(doc, 1, "Assets");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		put_asset_table(in, doc, &kinds[i]);
}

static void put_interfaces(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {
		{"Interface", 4, false}, {"What it is", 8, false}, {"Status", 2, false}, {"Within reach of", 5, false}};
	static const char *const tables[] = {"PhyIntf", "LogIntf", "UserIntf"};
	static const char *const titles[] = {"Physical and radio", "Logical", "Of the user"};
	size_t shown = 0;

	document_heading(doc, 1, "Interfaces");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		if (declared_count(in->declared, tables[t]))
			document_group(doc, "%s", titles[t]);
		DECLARED_EACH (in->declared, tables[t], e) {
			if (shown++ >= ASSETS_SHOWN)
				break;
			document_cell(doc, TONE_PLAIN, "%s", e->id);
			document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "description"));
			document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "status"));
			document_cell(doc, TONE_PLAIN, "%s", risk_actor_name(risk_reach(in->declared, e)));
		}
	}
}

static void put_actors(struct document *doc)
{
	static const struct document_column columns[] = {
		{"Actor", 5, false}, {"Position and capability", 10, false}, {"Likelihood begins at", 3, false}};

	document_heading(doc, 1, "Actors");
	document_text(doc,
		      "The capability is the basic one that EN 303 645 is made for: no actor here commands means that "
		      "only states and large groups have.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (unsigned i = 0; i < ACTORS; i++) {
		document_cell(doc, TONE_PLAIN, "%s", risk_actor_name((enum risk_actor)i));
		document_cell(doc, TONE_PLAIN, "%s", risk_actor_about((enum risk_actor)i));
		document_cell(doc, TONE_PLAIN, "%u", risk_actor_likelihood((enum risk_actor)i));
	}
}

static void put_matrix(struct document *doc, const struct risks *all, bool residual)
{
	static const struct document_column columns[] = {{"Likelihood", 2, false},
							 {"Impact 1", 2, false},
							 {"Impact 2", 2, false},
							 {"Impact 3", 2, false},
							 {"Impact 4", 2, false}};

	document_heading(doc, 2, "%s", residual ? "Residual risks" : "Inherent risks");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (unsigned likelihood = RISK_SCALE; likelihood > 0; likelihood--) {
		document_cell(doc, TONE_PLAIN, "%u", likelihood);
		for (unsigned impact = 1; impact <= RISK_SCALE; impact++) {
			enum risk_level level = risk_level_of(likelihood, impact);
			size_t count = 0;

			for (size_t i = 0; i < all->count; i++)
				count += all->items[i].impact == impact &&
					 (residual ? all->items[i].residual_likelihood : all->items[i].likelihood) ==
						 likelihood;
			document_cell(doc, count ? tone_of(level) : TONE_MUTE, "%zu, %s", count,
				      risk_level_name(level));
		}
	}
}

static const char *const shown_titles[] = {
	[SHOWN_ABSENT] = "Not mitigated",
	[SHOWN_NONE] = "No mitigation applies",
	[SHOWN_NOT] = "Mitigation not shown yet",
	[SHOWN_DESIGN] = "Mitigation shown in part",
	[SHOWN_WHOLE] = "Mitigated",
};
static const char *const shown_about[] = {
	/* In brackets, so that no compiler takes the two pieces for a forgotten comma. */
	[SHOWN_ABSENT] = ("At least one provision against them fails or is not claimed. These are to be treated first, "
			  "or accepted with a written reason."),
	[SHOWN_NONE] = "The provisions against them do not apply to this product, for the reasons in the ICS.",
	[SHOWN_NOT] = "The provisions against them are not decided: neither shown nor refuted.",
	[SHOWN_DESIGN] = "Some test units of the provisions pass, none fails, and others are open.",
	[SHOWN_WHOLE] = "All provisions against them that apply pass.",
};
static const enum risk_shown shown_order[] = {SHOWN_ABSENT, SHOWN_NONE, SHOWN_NOT, SHOWN_DESIGN, SHOWN_WHOLE};

static void put_summary(struct document *doc, const struct risks *all)
{
	static const struct document_column columns[] = {{"State of the mitigations", 6, false},
							 {"Risks", 2, false},
							 {"Of them high or very high after mitigation", 5, false}};

	document_heading(doc, 1, "Result");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t s = 0; s < ARRAY_LEN(shown_order); s++) {
		size_t count = 0, high = 0;

		for (size_t i = 0; i < all->count; i++) {
			const struct risk *r = &all->items[i];

			if (r->shown != shown_order[s])
				continue;
			count++;
			high += risk_level_of(r->residual_likelihood, r->impact) >= RISK_HIGH;
		}
		document_cell(doc, TONE_PLAIN, "%s", shown_titles[shown_order[s]]);
		document_cell(doc, TONE_PLAIN, "%zu", count);
		document_cell(doc, high ? TONE_BAD : TONE_PLAIN, "%zu", high);
	}
	put_matrix(doc, all, false);
	put_matrix(doc, all, true);
}

static void put_threat(struct document *doc, const struct risk *r)
{
	struct writer out = writer_of(CELL_MAX, "elements");

	write_fmt(&out, "%s (%s), by %s.\nConcerns: ", r->rule->text, risk_stride_name(r->rule->stride),
		  risk_actor_name(r->actor));
	for (size_t i = 0; i < r->element_count && i < ELEMENTS_SHOWN; i++)
		write_fmt(&out, "%s%s", i ? ", " : "", r->elements[i]->id[0] ? r->elements[i]->id : "the product");
	if (r->element_count > ELEMENTS_SHOWN)
		write_fmt(&out, " and %zu more", r->element_count - ELEMENTS_SHOWN);
	document_cell(doc, TONE_PLAIN, "%s", r->id);
	document_cell_from(doc, TONE_PLAIN, &out);
}

static void put_mitigations(struct document *doc, const struct risk *r)
{
	struct writer out = writer_of(CELL_MAX, "mitigations");

	for (size_t i = 0; i < r->mitigation_count; i++) {
		const struct provision_result *p = r->mitigations[i].provision;

		write_fmt(&out, "%s%s: %s", i ? "\n" : "", p->provision->id,
			  p->ics.support == SUPPORT_NO ? "not claimed (ICS: N)" : verdict_name(p->verdict));
		if (p->verdict == VERDICT_INCONCLUSIVE && p->ics.support != SUPPORT_NO)
			write_fmt(&out, " (%zu of %zu)", p->units_pass, p->units_pass + p->units_fail + p->units_open);
	}
	document_cell_from(doc, TONE_PLAIN, &out);
}

static void put_risk(struct document *doc, const struct risk *r)
{
	enum risk_level inherent = risk_level_of(r->likelihood, r->impact),
			residual = risk_level_of(r->residual_likelihood, r->impact);

	put_threat(doc, r);
	document_cell(doc, TONE_PLAIN, "%u, %s: %u \u00d7 %u\nLikelihood %s. Impact: %s.", r->likelihood * r->impact,
		      risk_level_name(inherent), r->likelihood, r->impact, r->likelihood_why, r->impact_why);
	put_mitigations(doc, r);
	document_cell(doc, tone_of(residual), "%u, %s\n%u \u00d7 %u", r->residual_likelihood * r->impact,
		      risk_level_name(residual), r->residual_likelihood, r->impact);
	document_cell(doc, TONE_PLAIN, "%s", r->reason);
}

static void put_risks(struct document *doc, const struct risks *all)
{
	static const struct document_column columns[] = {
		{"No.", 4, false},         {"Threat", 15, false},  {"Inherent risk", 13, false},
		{"Mitigations", 9, false}, {"Residual", 5, false}, {"Why", 8, false}};

	document_heading(doc, 1, "Threats and risks");
	for (size_t s = 0; s < ARRAY_LEN(shown_order); s++) {
		bool begun = false;

		for (size_t i = 0; i < all->count; i++) {
			if (all->items[i].shown != shown_order[s])
				continue;
			if (!begun) {
				document_heading(doc, 2, "%s", shown_titles[shown_order[s]]);
				document_text(doc, "%s", shown_about[shown_order[s]]);
				document_table(doc, columns, ARRAY_LEN(columns));
			}
			begun = true;
			put_risk(doc, &all->items[i]);
		}
	}
}

/* Art. 13(3): which requirements of Annex I apply, and how they are met. */
static void put_requirements(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {
		{"Annex I", 4, false}, {"Requirement", 9, false}, {"Met by provisions of EN 303 645", 9, false}};
	const struct assessment *a = dossier_assessment(in);

	document_heading(doc, 1, "Requirements of Annex I and how they are met");
	document_text(
		doc,
		"Taken to apply, all of them, unless the maker says and reasons otherwise. The mapping to provisions "
		"is our own and no presumption of conformity.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];
		struct writer out = writer_of(CELL_MAX, "provisions");

		if (strcmp(row->regime, "CRA") != 0 || strncmp(row->ref, "Annex I Part", 12) != 0) {
			writer_free(&out);
			continue;
		}
		for (size_t p = 0; p < a->provision_count; p++)
			if (id_list_has(row->ids_v3, a->provisions[p].provision->id))
				write_fmt(&out, "%s%s: %s", out.len ? "\n" : "", a->provisions[p].provision->id,
					  a->provisions[p].ics.support == SUPPORT_NO
						  ? "not claimed (ICS: N)"
						  : verdict_name(a->provisions[p].verdict));
		if (out.len == 0)
			write_str(&out, "No provision: see the gap analysis");
		document_cell(doc, TONE_PLAIN, "%s", row->ref + strlen("Annex I "));
		document_cell(doc, TONE_PLAIN, "%s", row->requirement);
		document_cell_from(doc, TONE_PLAIN, &out);
	}
}

bool dossier_risk_assessment(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *maker = declared_one(in->declared, "maker"),
				    *cra = declared_one(in->declared, "cra");
	struct risks all;

	document_meta(doc, "Product", "%s", dossier_product(in));
	if (dossier_maker(in)[0])
		document_meta(doc, "Manufacturer", "%s", dossier_maker(in));
	document_meta(doc, "Asked for by", "Regulation (EU) 2024/2847, Article 13(2) to (4)");
	document_meta(doc, "Date", "%s", in->date);
	if (entry_has(cra, "risk-assessment"))
		document_meta(doc, "Last reviewed by the maker", "%s", entry_get(cra, "risk-assessment"));
	if (!declared_any(in->declared)) {
		document_note(doc, TONE_OPEN,
			      "The case holds no declaration: there is nothing that threats could be derived "
			      "from.");
		return document_done(doc, e);
	}
	TRY(risk_assess(dossier_assessment(in), in->arena, &all, e));
	document_note(doc, TONE_OPEN, "Computed, not yet confirmed by a person: see the method and the last page.");
	document_contents(doc);
	document_page_break(doc);
	put_summary(doc, &all);
	put_method(doc);
	put_product(in, doc, &all);
	put_actors(doc);
	put_risks(doc, &all);
	put_assets(in, doc);
	put_interfaces(in, doc);
	put_requirements(in, doc);
	document_heading(doc, 1, "Confirmation");
	document_text(
		doc,
		"Who signs confirms that the risks above were reviewed, that what the rules do not know was added, and "
		"that what remains is accepted or will be treated. Unsigned, this assessment is computed only.");
	document_signature(doc, "For the manufacturer", entry_get(maker, "signatory"), entry_get(maker, "place"), NULL);
	return document_done(doc, e);
}
