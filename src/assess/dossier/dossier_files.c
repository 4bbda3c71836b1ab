/* Part of dossier.c: its plain files. */
#include "assess/dossier/dossier.h"

#include "assess/declare/csv.h"
#include "assess/dossier/software.h"
#include "assess/report/report.h"
#include "core/base/text.h"

#include <string.h>

bool dossier_sbom_cyclonedx(const struct dossier_input *in, struct document *missing, struct writer *out,
			    struct error *e)
{
	struct software s;
	bool ok;

	(void)missing;
	TRY(software_of(in, &s, e));
	ok = sbom_cyclonedx(&s.sbom, out, e);
	software_done(&s);
	return ok;
}

bool dossier_sbom_spdx(const struct dossier_input *in, struct document *missing, struct writer *out, struct error *e)
{
	struct software s;
	bool ok;

	(void)missing;
	TRY(software_of(in, &s, e));
	ok = sbom_spdx(&s.sbom, out, e);
	software_done(&s);
	return ok;
}

bool dossier_report_json(const struct dossier_input *in, struct document *missing, struct writer *out, struct error *e)
{
	(void)missing;
	return report_json(dossier_assessment(in), out, e);
}

bool dossier_audit_trail(const struct dossier_input *in, struct document *missing, struct writer *out, struct error *e)
{
	const struct record *r = in->record;

	(void)missing;
	if (!r || r->trail_count == 0) {
		dossier_omit(in, "The case has no audit trail.");
		return true;
	}
	write_str(out, "number\tat\twho\twhat\tsubject\tdetail\thash\n");
	for (size_t i = 0; i < r->trail_count; i++) {
		const struct audit_entry *entry = &r->trail[i];
		const char *const cells[] = {entry->event.at, entry->event.who, entry->event.what, entry->event.subject,
					     entry->event.detail};

		/* that a dossier was issued does not belong to what it was drawn from */
		if (strcmp(entry->event.what, "issued") == 0)
			continue;
		write_fmt(out, "%llu", (unsigned long long)entry->number);
		for (size_t c = 0; c < ARRAY_LEN(cells); c++) {
			/* a quote would take the cells and lines up to the next one for its own */
			write_str(out, csv_computes(cells[c]) || cells[c][0] == '"' ? "\t'" : "\t");
			text_print_safe(out, bytes_str(cells[c]));
		}
		write_fmt(out, "\t%s\n", entry->hash);
	}
	return writer_done(out, e);
}
