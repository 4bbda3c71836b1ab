#include "core/crypto/key.h"
#include "core/crypto/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Everything that is tried on a file of keys. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes in = bytes_of(data, len);
	struct certificate c;
	struct key k;
	struct pem pem;

	(void)!key_from_der(in, &k);
	(void)!key_from_pkcs12(in, &k);
	(void)!key_from_dropbear(in, &k);
	(void)!key_from_pgp(in, &k);
	(void)!key_from_ssh_line(in, &k);
	(void)!certificate_read(in, &c);
	if (pem_cut(in, 0, &pem)) {
		struct writer der = writer_of(DER_MAX, "der");

		if (pem_decode(&pem, &der))
			(void)!certificate_read(writer_bytes(&der), &c);
		writer_free(&der);
		(void)!key_from_pem(&pem, &k);
	}
	return 0;
}
