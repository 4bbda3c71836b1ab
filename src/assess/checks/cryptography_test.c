#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assess/checks/cryptography.h"

struct sample {
	const char *declared; /* list members, '&' between */
	enum crypto_status status;
	const char *rows;  /* titles of the rows, in order; "?" unknown */
	const char *goals; /* first letters of: authenticity integrity confidentiality replay forward */
	unsigned year;
};

static const struct sample samples[] = {
	{"TLS 1.3", CRYPTO_ACCEPTED, "TLS 1.3", "aicrf", 2026},
	{"TLSv1.3 & TLS_AES_128_GCM_SHA256", CRYPTO_ACCEPTED, "TLS 1.3, AES, GCM, SHA-256", "aicrf", 2026},
	{"TLS 1.2", CRYPTO_UNSAID, "TLS 1.2", "aicr", 2026},
	{"TLS 1.2 ECDHE-ECDSA-AES128-GCM-SHA256", CRYPTO_ACCEPTED, "TLS 1.2, ECDH, ECDSA, AES, GCM, SHA-256", "aicrf",
	 2026},
	{"TLS 1.2 & AES-128-GCM", CRYPTO_UNSAID, "TLS 1.2, AES, GCM", "aicr", 2026},
	{"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 & TLS 1.2 & RSA-3072", CRYPTO_ACCEPTED,
	 "ECDH, RSA, AES, GCM, SHA-384, TLS 1.2, RSA", "aicrf", 2026},
	{"TLS 1.2 ECDHE-RSA-AES128-GCM-SHA256", CRYPTO_UNSAID, "TLS 1.2, ECDH, RSA, AES, GCM, SHA-256", "aicrf", 2026},
	{"TLS 1.2/1.3 with ECDHE-ECDSA-AES128-GCM-SHA256", CRYPTO_ACCEPTED,
	 "TLS 1.2, TLS 1.3, ECDH, ECDSA, AES, GCM, SHA-256", "aicrf", 2026},
	{"TLS 1.0", CRYPTO_REFUSED, "TLS 1.0", "", 2026},
	{"TLS 1.2 RC4-MD5", CRYPTO_REFUSED, "TLS 1.2, RC4, MD5", "aicr", 2026},
	{"TLS", CRYPTO_UNKNOWN, "?", "", 2026},
	{"AES-256-GCM", CRYPTO_ACCEPTED, "AES, GCM", "aic", 2026},
	{"AES-64-GCM", CRYPTO_REFUSED, "AES, GCM", "aic", 2026},
	{"AES 16 bytes CTR", CRYPTO_ACCEPTED, "AES, CTR", "c", 2026},
	{"AES-128", CRYPTO_UNSAID, "AES", "c", 2026},
	{"AES-128-ECB", CRYPTO_REFUSED, "AES, ECB", "c", 2026},
	{"AES-128-CBC & HMAC-SHA-256", CRYPTO_ACCEPTED, "AES, CBC, HMAC", "aic", 2026},
	{"AES128-CBC-SHA", CRYPTO_LEGACY, "AES, CBC, HMAC-SHA-1", "aic", 2026},
	{"3DES-CBC", CRYPTO_REFUSED, "3DES, CBC", "c", 2026},
	{"RSA-3072", CRYPTO_ACCEPTED, "RSA", "ai", 2026},
	{"RSA 2048 bit", CRYPTO_LEGACY, "RSA", "ai", 2026},
	{"RSA-2048", CRYPTO_REFUSED, "RSA", "", 2031},
	{"RSA-2048", CRYPTO_LEGACY, "RSA", "ai", 0},
	{"RSA-1024", CRYPTO_REFUSED, "RSA", "", 2026},
	{"RSA", CRYPTO_UNSAID, "RSA", "ai", 2026},
	{"RSASSA-PSS 4096 with SHA-256", CRYPTO_ACCEPTED, "RSA, SHA-256", "ai", 2026},
	{"RSA-4096 SHA-1", CRYPTO_REFUSED, "RSA, SHA-1", "ai", 2026},
	{"ECDSA P-256", CRYPTO_ACCEPTED, "ECDSA, P-256", "ai", 2026},
	{"ECDSA", CRYPTO_UNSAID, "ECDSA", "ai", 2026},
	{"ECDSA P-192", CRYPTO_REFUSED, "ECDSA, P-192", "ai", 2026},
	{"Ed25519", CRYPTO_ACCEPTED, "EdDSA", "ai", 2026},
	{"HMAC-SHA-1", CRYPTO_LEGACY, "HMAC-SHA-1", "ai", 2026},
	{"HMAC-SHA256", CRYPTO_ACCEPTED, "HMAC", "ai", 2026},
	{"Argon2id m=64MiB t=3", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"$argon2id$v=19$m=65536,t=3,p=4", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id, 64 MB, 3 iterations", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id with 64 MiB, 3 passes and 4 lanes", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id, 3 passes", CRYPTO_UNSAID, "Argon2id", "c", 2026},
	{"TLS 1.3, 7 rounds", CRYPTO_UNKNOWN, "TLS 1.3, ?", "aicrf", 2026},
	{"TLS v1.3", CRYPTO_ACCEPTED, "TLS 1.3", "aicrf", 2026},
	{"OSCORE with AES-CCM-16-64-128", CRYPTO_LEGACY, "OSCORE, CCM with a tag of 8 bytes", "aicr", 2026},
	{"Argon2id m=1024 t=1", CRYPTO_REFUSED, "Argon2id", "", 2026},
	{"Argon2id", CRYPTO_UNSAID, "Argon2id", "c", 2026},
	{"scrypt N=2^17 r=8 p=1", CRYPTO_ACCEPTED, "scrypt", "c", 2026},
	{"scrypt N=1^1000000000000000000 r=8 p=1", CRYPTO_REFUSED, "scrypt", "", 2026},
	{"bcrypt cost=12", CRYPTO_LEGACY, "bcrypt", "c", 2026},
	{"TLS 1.2 TLS_RSA_WITH_AES_128_GCM_SHA256", CRYPTO_REFUSED, "TLS 1.2, RSA key transport, AES, GCM, SHA-256",
	 "aicr", 2026},
	{"TLS 1.2 DHE-RSA-AES128-GCM-SHA256", CRYPTO_REFUSED, "TLS 1.2, DHE in TLS 1.2, AES, GCM, SHA-256", "aicr",
	 2026},
	{"TLS 1.3 ffdhe3072", CRYPTO_ACCEPTED, "TLS 1.3, DH", "aicrf", 2026},
	{"TLS 1.2 TLS_PSK_WITH_AES_128_CCM_8", CRYPTO_LEGACY, "TLS 1.2, PSK, AES, CCM with a tag of 8 bytes", "aicr",
	 2026},
	{"X25519MLKEM768", CRYPTO_ACCEPTED, "ML-KEM", "f", 2026},
	{"ML-KEM-512", CRYPTO_LEGACY, "ML-KEM-512", "f", 2026},
	{"LoRaWAN 1.0.3", CRYPTO_LEGACY, "LoRaWAN 1.0", "aicr", 2026},
	{"LoRaWAN 1.0.4", CRYPTO_ACCEPTED, "LoRaWAN 1.1", "aicr", 2026},
	{"EAP-TLS", CRYPTO_ACCEPTED, "EAP-TLS", "aicr", 2026},
	{"bcrypt cost 4", CRYPTO_REFUSED, "bcrypt", "", 2026},
	{"PBKDF2-HMAC-SHA256 600 000 iterations", CRYPTO_ACCEPTED, "PBKDF2, SHA-256", "c", 2026},
	{"PBKDF2 with 1000 iterations", CRYPTO_REFUSED, "PBKDF2", "", 2026},
	{"MD5", CRYPTO_REFUSED, "MD5", "", 2026},
	{"WPA2-PSK-CCMP", CRYPTO_ACCEPTED, "WPA2-PSK", "aicr", 2026},
	{"WPA2-PSK/WPA3-SAE", CRYPTO_ACCEPTED, "WPA2-PSK, WPA3-SAE", "aicrf", 2026},
	{"WEP", CRYPTO_REFUSED, "WEP", "", 2026},
	{"BLE LE Secure Connections", CRYPTO_UNSAID, "BLE LE Secure Connections", "icr", 2026},
	{"BLE LE Secure Connections with numeric comparison", CRYPTO_ACCEPTED,
	 "BLE LE Secure Connections, Numeric comparison", "aicr", 2026},
	{"LE Secure Connections, Just Works", CRYPTO_ACCEPTED, "BLE LE Secure Connections, Just Works", "icr", 2026},
	{"Zigbee AES-128-CCM*", CRYPTO_ACCEPTED, "Zigbee 3.0, AES, CCM", "aicr", 2026},
	{"SSH-2 curve25519-sha256, ssh-ed25519, chacha20-poly1305@openssh.com", CRYPTO_ACCEPTED,
	 "SSH 2, X25519, EdDSA, ChaCha20-Poly1305", "aicrf", 2026},
	{"diffie-hellman-group14-sha256", CRYPTO_LEGACY, "DH group 14", "f", 2026},
	{"DHE 1024", CRYPTO_REFUSED, "DH", "", 2026},
	{"none", CRYPTO_REFUSED, "no cryptography", "", 2026},
	{"TLS 1.3 & none", CRYPTO_UNKNOWN, "TLS 1.3, no cryptography", "aicrf", 2026},
	{"TLS 1.3, XOR", CRYPTO_UNKNOWN, "TLS 1.3, unpublished scheme", "aicrf", 2026},
	{"Ed25519, CRC-32", CRYPTO_ACCEPTED, "EdDSA, no secure encoding", "ai", 2026},
	{"MegaCrypt 5000", CRYPTO_UNKNOWN, "?", "", 2026},
	{"AES-256-GCM with MegaCrypt", CRYPTO_UNKNOWN, "AES, GCM, ?", "aic", 2026},
	{"RSA 3072/1024", CRYPTO_REFUSED, "RSA, RSA", "ai", 2026},
	{"RSA 1024/3072", CRYPTO_REFUSED, "RSA, RSA", "ai", 2026},
	{"RSA 3072/4096", CRYPTO_ACCEPTED, "RSA, RSA", "ai", 2026},
	{"AES-128/256-GCM", CRYPTO_ACCEPTED, "AES, AES, GCM", "aic", 2026},
	{"Argon2id m=1GiB t=3", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id 64 MB", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id 65536 KiB", CRYPTO_ACCEPTED, "Argon2id", "c", 2026},
	{"Argon2id 512 KiB", CRYPTO_REFUSED, "Argon2id", "", 2026},
	{"scrypt N=2^1 r=8", CRYPTO_REFUSED, "scrypt", "", 2026},
	{"SHA-1", CRYPTO_REFUSED, "SHA-1", "", 2026},
	{"", CRYPTO_UNKNOWN, "", "", 2026},
	{"HTTPS", CRYPTO_UNKNOWN, "", "", 2026},
};

static void read_all(struct crypto *c, struct arena *arena, const char *declared, unsigned year)
{
	char text[256], *save = NULL;

	snprintf(text, sizeof text, "%s", declared);
	crypto_begin(c, arena);
	for (char *member = strtok_r(text, "&", &save); member; member = strtok_r(NULL, "&", &save))
		crypto_read(c, member);
	(void)crypto_judge(c, year);
}

static void notations_are_read_into_rows_and_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		const struct sample *s = &samples[i];
		enum crypto_status worst = CRYPTO_ACCEPTED;
		char rows[512] = "", goals[8] = "";
		struct arena arena;
		struct crypto c;
		unsigned mask;

		arena_init(&arena, 0);
		read_all(&c, &arena, s->declared, s->year);
		for (size_t k = 0; k < c.count; k++) {
			snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%s", k ? ", " : "",
				 c.items[k].row ? c.items[k].row->name : "?");
			if (c.items[k].status > worst)
				worst = c.items[k].status;
			assert_true(c.items[k].status == CRYPTO_ACCEPTED || c.items[k].why[0]);
		}
		if (!c.count)
			worst = CRYPTO_UNKNOWN;
		mask = crypto_goals(&c);
		for (unsigned k = 0; k < 5; k++)
			if (mask & (1U << k))
				snprintf(goals + strlen(goals), sizeof goals - strlen(goals), "%c", "aicrf"[k]);
		if (strcmp(rows, s->rows) || worst != s->status || strcmp(goals, s->goals))
			fail_msg("'%s': rows '%s' status %d goals '%s' where '%s' %d '%s' belong", s->declared, rows,
				 worst, goals, s->rows, s->status, s->goals);
		assert_false(c.failed);
		arena_done(&arena);
	}
}

static void every_name_of_every_row_is_read_as_that_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_cryptography_count; i++) {
		const struct crypto_row *row = &catalogue_cryptography[i];
		char names[1024], *save = NULL;

		snprintf(names, sizeof names, "%s", row->names);
		for (char *name = strtok_r(names, ";", &save); name; name = strtok_r(NULL, ";", &save)) {
			struct arena arena;
			struct crypto c;

			arena_init(&arena, 0);
			read_all(&c, &arena, name, 2026);
			if (c.count != 1 || c.items[0].row != row)
				fail_msg("'%s' is not read as %s but as %s", name, row->name,
					 c.count && c.items[0].row ? c.items[0].row->name : "nothing");
			arena_done(&arena);
		}
	}
}

static void attacks_apply_to_combinations(void **state)
{
	static const char *const rows[][2] = {
		{"TLS 1.0 AES-128-CBC-SHA ECDHE", "BEAST"},
		{"TLS 1.2 ECDHE-ECDSA-AES128-GCM-SHA256", ""},
		{"TLS 1.3", ""},
		{"TLS 1.2 3DES-CBC", "SWEET32, Lucky Thirteen"},
		{"DHE 1024", "Logjam"},
		{"DHE 3072", ""},
		{"RSA 3072 SHA-1", "SHA-1 collisions"},
		{"AES-128-CBC", "Malleable ciphertext"},
		{"AES-128-CBC HMAC-SHA-256", ""},
		{"WPA2-PSK", "KRACK"},
		{"LE Secure Connections Just Works", "Just Works interposition"},
		{"LE Secure Connections numeric comparison", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct crypto_attack *a;
		char names[256] = "";
		struct arena arena;
		struct crypto c;
		size_t from = 0;

		arena_init(&arena, 0);
		read_all(&c, &arena, rows[i][0], 2026);
		while ((a = crypto_attack(&c, &from)))
			snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", names[0] ? ", " : "",
				 a->name);
		if (strcmp(names, rows[i][1]))
			fail_msg("'%s': attacks '%s' where '%s' belong", rows[i][0], names, rows[i][1]);
		arena_done(&arena);
	}
}

static void more_items_than_fit_are_unknown_and_not_accepted(void **state)
{
	struct arena arena;
	struct crypto c;

	(void)state;
	arena_init(&arena, 0);
	crypto_begin(&c, &arena);
	for (size_t i = 0; i < 2 * CRYPTO_ITEMS_MAX; i++)
		crypto_read(&c, "TLS 1.3");
	assert_int_equal(crypto_judge(&c, 2026), CRYPTO_UNKNOWN);
	crypto_begin(&c, &arena);
	for (size_t i = 0; i < 2; i++) {
		char text[1200] = "";

		for (size_t k = 0; k < 100; k++)
			strcat(text, "TLS 1.3 ");
		crypto_read(&c, text);
	}
	assert_int_equal(crypto_judge(&c, 2026), CRYPTO_UNKNOWN);
	arena_done(&arena);
}

static void an_exhausted_memory_is_told(void **state)
{
	struct arena arena;
	struct crypto c;

	(void)state;
	arena_init(&arena, 1);
	crypto_begin(&c, &arena);
	crypto_read(&c, "RSA 1024 and MD5");
	(void)crypto_judge(&c, 2026);
	assert_true(c.failed);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(notations_are_read_into_rows_and_judged),
		cmocka_unit_test(every_name_of_every_row_is_read_as_that_row),
		cmocka_unit_test(attacks_apply_to_combinations),
		cmocka_unit_test(more_items_than_fit_are_unknown_and_not_accepted),
		cmocka_unit_test(an_exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
