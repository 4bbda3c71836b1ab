/* The software a product is made of, for the bill of materials: what was observed in the image or, where none was
 * looked at, what the maker declared (SoftComp). */
#ifndef HF_ASSESS_DOSSIER_SOFTWARE_H
#define HF_ASSESS_DOSSIER_SOFTWARE_H

#include "assess/dossier/dossier.h"
#include "assess/report/sbom.h"

struct software {
	struct sbom sbom;
	bool declared;     /* from the declaration alone */
	struct facts *own; /* behind sbom where declared */
};

/* In in->arena. Nothing known gives no components. */
MUST_CHECK bool software_of(const struct dossier_input *in, struct software *ret, struct error *e);
void software_done(struct software *s);

#endif
