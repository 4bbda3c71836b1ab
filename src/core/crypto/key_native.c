/* Part of key.c. */
#include "core/crypto/key_native.h"

#include "core/base/reader.h"
#include "core/base/text.h"

#include <stdio.h>

static struct bytes ssh_string(struct reader *r, const char *name)
{
	return read_bytes(r, read_u32be(r, name), name);
}

static unsigned bits_of(struct bytes number)
{
	unsigned bits;

	while (number.len && number.at[0] == 0)
		number = bytes_part(number, 1, number.len);
	if (number.len == 0 || number.len > 4096)
		return 0;
	bits = (unsigned)number.len * 8;
	for (uint8_t top = number.at[0]; !(top & 0x80); top = (uint8_t)(top << 1))
		bits--;
	return bits;
}

static void write_number(struct writer *w, struct bytes number)
{
	struct writer signed_number = writer_of(1 << 14, "number");

	while (number.len > 1 && number.at[0] == 0)
		number = bytes_part(number, 1, number.len);
	if (number.len && number.at[0] & 0x80)
		write_u8(&signed_number, 0);
	write_bytes(&signed_number, number);
	der_write(w, 0x02, writer_bytes(&signed_number));
	if (!writer_ok(&signed_number))
		w->failed = signed_number.failed;
	writer_free(&signed_number);
}

/* SubjectPublicKeyInfo of RFC 5280 4.1.2.7: SEQUENCE { algorithm, BIT STRING }; its hash goes into the key. */
static void fingerprint(struct key *k, struct bytes algorithm, struct bytes bits)
{
	struct writer string = writer_of(DER_MAX, "key"), both = writer_of(DER_MAX, "key"),
		      whole = writer_of(DER_MAX, "key");

	write_u8(&string, 0);
	write_bytes(&string, bits);
	write_bytes(&both, algorithm);
	der_write(&both, 0x03, writer_bytes(&string));
	der_write(&whole, 0x30, writer_bytes(&both));
	if (writer_ok(&string) && writer_ok(&both) && writer_ok(&whole)) {
		hash_sha256(writer_bytes(&whole), k->fingerprint);
		k->has_fingerprint = true;
	}
	writer_free(&string);
	writer_free(&both);
	writer_free(&whole);
}

static bool rsa_public(struct key *k, struct bytes n, struct bytes e)
{
	static const uint8_t algorithm[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
					    0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
	struct writer numbers = writer_of(DER_MAX, "key"), both = writer_of(DER_MAX, "key");

	snprintf(k->algorithm, sizeof k->algorithm, "rsa");
	k->bits = bits_of(n);
	write_number(&numbers, n);
	write_number(&numbers, e);
	der_write(&both, 0x30, writer_bytes(&numbers));
	if (writer_ok(&numbers) && writer_ok(&both))
		fingerprint(k, bytes_of(algorithm, sizeof algorithm), writer_bytes(&both));
	writer_free(&numbers);
	writer_free(&both);
	return k->bits >= 256 && k->bits <= 16384 && bits_of(e) >= 2 && bits_of(e) <= 64;
}

static bool ec_public(struct key *k, struct bytes curve, struct bytes point)
{
	static const struct {
		const char *ssh, *name;
		unsigned bits;
		uint8_t algorithm[21];
		uint8_t len;
	} curves[] = {
		{"nistp256",
		 "prime256v1",
		 256,
		 {0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
		  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07},
		 21},
		{"nistp384",
		 "secp384r1",
		 384,
		 {0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
		  0x22},
		 18},
		{"nistp521",
		 "secp521r1",
		 521,
		 {0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
		  0x23},
		 18},
	};

	for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
		if (!bytes_is(curve, curves[i].ssh) || point.len != 1 + 2 * ((curves[i].bits + 7) / 8) ||
		    point.at[0] != 4)
			continue;
		snprintf(k->algorithm, sizeof k->algorithm, "ec");
		snprintf(k->curve, sizeof k->curve, "%s", curves[i].name);
		k->bits = curves[i].bits;
		fingerprint(k, bytes_of(curves[i].algorithm, curves[i].len), point);
		return true;
	}
	return false;
}

static bool ed25519_public(struct key *k, struct bytes point)
{
	static const uint8_t algorithm[] = {0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};

	if (point.len != 32)
		return false;
	snprintf(k->algorithm, sizeof k->algorithm, "ed25519");
	k->bits = 256;
	fingerprint(k, bytes_of(algorithm, sizeof algorithm), point);
	return true;
}

static bool dsa_public(struct key *k, const struct bytes number[4])
{
	static const uint8_t oid[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01};
	struct writer numbers = writer_of(DER_MAX, "key"), algorithm = writer_of(DER_MAX, "key"),
		      y = writer_of(DER_MAX, "key");
	struct writer whole = writer_of(DER_MAX, "key");

	for (unsigned i = 0; i < 3; i++)
		write_number(&numbers, number[i]);
	write_bytes(&algorithm, bytes_of(oid, sizeof oid));
	der_write(&algorithm, 0x30, writer_bytes(&numbers));
	der_write(&whole, 0x30, writer_bytes(&algorithm));
	write_number(&y, number[3]);
	if (writer_ok(&numbers) && writer_ok(&algorithm) && writer_ok(&whole) && writer_ok(&y))
		fingerprint(k, writer_bytes(&whole), writer_bytes(&y));
	writer_free(&numbers);
	writer_free(&algorithm);
	writer_free(&whole);
	writer_free(&y);
	snprintf(k->algorithm, sizeof k->algorithm, "dsa");
	k->bits = bits_of(number[0]);
	return k->bits >= 512 && k->bits <= 8192;
}

/* The public part, as in RFC 4253 6.6, RFC 5656 3.1 and RFC 8709 4: what follows it (a private part) is left in the
 * reader. */
static bool ssh_public(struct reader *r, struct key *k)
{
	struct bytes type = ssh_string(r, "type"), part[4] = {{0}};

	if (bytes_is(type, "ssh-rsa")) {
		part[0] = ssh_string(r, "e");
		part[1] = ssh_string(r, "n");
		return reader_ok(r) && rsa_public(k, part[1], part[0]);
	}
	if (bytes_is(type, "ssh-dss")) {
		for (unsigned i = 0; i < 4; i++)
			part[i] = ssh_string(r, "number");
		return reader_ok(r) && dsa_public(k, part);
	}
	if (bytes_starts(type, "ecdsa-sha2-nistp")) {
		part[0] = ssh_string(r, "curve");
		part[1] = ssh_string(r, "point");
		return reader_ok(r) &&
		       bytes_ends(type, "256") + bytes_ends(type, "384") + bytes_ends(type, "521") == 1 &&
		       ec_public(k, part[0], part[1]);
	}
	if (bytes_is(type, "ssh-ed25519")) {
		part[0] = ssh_string(r, "point");
		if (part[0].len == 64) /* dropbear: private and public half in one */
			part[0] = bytes_part(part[0], 32, 32);
		return reader_ok(r) && ed25519_public(k, part[0]);
	}
	return false;
}

/* openssh-portable, PROTOCOL.key */
bool key_from_openssh(struct bytes in, struct key *ret)
{
	struct reader r = reader_of(in, "OpenSSH key"), public;
	struct key k = {.is_private = true, .format = "openssh"};
	struct bytes magic = read_bytes(&r, 15, "magic"), cipher = ssh_string(&r, "cipher"), blob, secret;
	uint32_t count;

	(void)ssh_string(&r, "kdf");
	(void)ssh_string(&r, "kdf options");
	count = read_u32be(&r, "keys");
	blob = ssh_string(&r, "public key");
	secret = ssh_string(&r, "private keys");
	if (!reader_ok(&r) || count != 1 || secret.len < 16 || !bytes_equal(magic, bytes_of("openssh-key-v1", 15)))
		return false;
	k.encrypted = !bytes_is(cipher, "none");
	public = reader_of(blob, "public key");
	if (!ssh_public(&public, &k) || reader_left(&public))
		return false;
	*ret = k;
	return true;
}

bool key_from_dropbear(struct bytes in, struct key *ret)
{
	struct reader r = reader_of(bytes_part(in, 0, 8192), "dropbear key");
	struct key k = {.is_private = true, .format = "dropbear"};
	bool whole = bytes_starts(bytes_part(in, 4, 16), "ssh-ed25519");

	if (in.len > 8192 || !ssh_public(&r, &k))
		return false;
	/* the private part: without it this is only a public key's blob */
	if (!whole && (ssh_string(&r, "private part").len == 0 || !reader_ok(&r)))
		return false;
	if (whole && in.len < 4 + 11 + 4 + 64)
		return false;
	*ret = k;
	return true;
}

bool key_from_ssh_line(struct bytes line, struct key *ret)
{
	struct key k = {.format = "ssh"};
	struct writer blob = writer_of(8192, "SSH key");
	struct bytes rest = line, type, body;
	struct reader r;
	bool ok = false;

	if (text_word(&rest, &type) && text_word(&rest, &body) && body.len >= 40 && base64_decode(body, &blob)) {
		struct bytes in = writer_bytes(&blob);

		r = reader_of(in, "SSH key");
		/* the type stands in the line and inside the blob */
		ok = bytes_equal(type, bytes_part(in, 4, type.len)) && ssh_public(&r, &k) && reader_left(&r) == 0;
	}
	writer_free(&blob);
	if (ok)
		*ret = k;
	return ok;
}

static struct bytes pgp_number(struct reader *r)
{
	return read_bytes(r, (read_u16be(r, "bits") + 7u) / 8, "number");
}

/* RFC 9580 5.5: tag 6 public key, 5 secret key, 14 and 7 their subkeys; version 4. */
bool key_from_pgp(struct bytes in, struct key *ret)
{
	struct reader r = reader_of(in, "OpenPGP");
	struct key k = {.format = "pgp"};
	uint8_t mark = read_u8(&r, "tag"), tag = mark & 0x40 ? mark & 0x3f : mark >> 2 & 15, algorithm;
	struct bytes n, e, body;
	uint64_t len = 0;

	if (!(mark & 0x80) || (tag != 6 && tag != 5))
		return false;
	if (!(mark & 0x40)) {
		unsigned count = 1u << (mark & 3);

		if (count > 4)
			return false;
		while (count--)
			len = len << 8 | read_u8(&r, "length");
	} else {
		len = read_u8(&r, "length");
		if (len >= 192 && len < 224)
			len = (len - 192) * 256 + read_u8(&r, "length") + 192;
		else if (len >= 224)
			return false;
	}
	body = read_bytes(&r, len, "packet");
	r = reader_of(body, "OpenPGP key");
	if (read_u8(&r, "version") != 4)
		return false;
	read_skip(&r, 4, "created");
	algorithm = read_u8(&r, "algorithm");
	k.is_private = tag == 5;
	if (algorithm >= 1 && algorithm <= 3) {
		n = pgp_number(&r);
		e = pgp_number(&r);
		if (!reader_ok(&r) || !rsa_public(&k, n, e))
			return false;
	} else if (algorithm == 17 || algorithm == 22 || algorithm == 19 || algorithm == 27) {
		snprintf(k.algorithm, sizeof k.algorithm, "%s",
			 algorithm == 17   ? "dsa"
			 : algorithm == 19 ? "ec"
					   : "ed25519");
		n = pgp_number(&r);
		k.bits = algorithm == 17 ? bits_of(n) : algorithm == 19 ? 0 : 256;
		if (k.is_private)
			k.encrypted = true; /* not followed to where the secret part says so */
	} else {
		return false;
	}
	if (k.is_private && algorithm <= 3)
		k.encrypted = read_u8(&r, "protection") != 0;
	if (!reader_ok(&r))
		return false;
	*ret = k;
	return true;
}
