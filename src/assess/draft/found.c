#include "assess/draft/found.h"

#include "assess/judge/ics.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

void found_add(struct found *f, const char *table, const char *id, const char *key, const char *value,
	       const char *where)
{
	if (!value || !where) {
		f->failed = true;
		return;
	}
	if (!value[0] || f->failed)
		return;
	if (!arena_grow(f->arena, &f->items, f->count, &f->room, sizeof *f->items)) {
		f->failed = true;
		return;
	}
	f->items[f->count++] = (struct found_item){table, id, key, value, where};
}

static const char *text_of(struct found *f, const struct fact *fact, unsigned field)
{
	const char *ret = text_safe(f->arena, fact_get(fact, field), 400);

	f->failed |= !ret;
	return ret ? ret : "";
}

static const char *place(struct found *f, const struct facts *facts, const struct fact *fact)
{
	struct bytes chain = fact_node_of(facts, fact)->chain;
	const char *safe = text_safe(f->arena, chain, 300), *ret;

	ret = safe ? arena_printf(f->arena, "found: %s", safe) : NULL;
	f->failed |= !ret;
	return ret ? ret : "";
}

static const char *print(struct found *f, const char *fmt, const char *a, const char *b)
{
	const char *ret = arena_printf(f->arena, fmt, a, b); /* NOLINT: formats are constants of this file */

	f->failed |= !ret;
	return ret ? ret : "";
}

static const char *numbered(struct found *f, const char *stem, size_t number)
{
	const char *ret = arena_printf(f->arena, "%s-%zu", stem, number);

	f->failed |= !ret;
	return ret ? ret : "";
}

/* Has an entry of this table this value under the key already? Two slots of one image say everything twice. */
static bool has(const struct found *f, const char *table, const char *key, const char *value)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->items[i].table, table) == 0 && strcmp(f->items[i].key, key) == 0 &&
		    strcmp(f->items[i].value, value) == 0)
			return true;
	return false;
}

static void find_system(struct found *f, const struct facts *facts)
{
	FACTS_EACH (facts, FACT_SYSTEM, s) {
		const char *name = text_of(f, s, SYSTEM_NAME), *version = text_of(f, s, SYSTEM_VERSION);
		const char *where = place(f, facts, s);

		if (!name[0])
			continue;
		found_add(f, "product", "", "operating-system", print(f, version[0] ? "%s %s" : "%s%s", name, version),
			  where);
		found_add(f, "product", "", "software-version", version, where);
		return;
	}
}

struct listening {
	const struct fact *fact;
	const char *program, *service, *protocol, *port, *where;
};

static bool same_listener(const struct listening *a, const struct listening *b)
{
	return !strcmp(a->program, b->program) && !strcmp(a->port, b->port) && !strcmp(a->protocol, b->protocol);
}

static size_t listeners(struct found *f, const struct facts *facts, struct listening ret[FOUND_ENTRIES_MAX])
{
	size_t count = 0;

	FACTS_EACH (facts, FACT_LISTENER, l) {
		struct listening one = {l,
					text_of(f, l, LISTENER_PROGRAM),
					text_of(f, l, LISTENER_SERVICE),
					text_of(f, l, LISTENER_PROTOCOL),
					text_of(f, l, LISTENER_PORT),
					place(f, facts, l)};
		bool seen = fact_is(l, LISTENER_ENABLED, "no") || fact_is(l, LISTENER_PROTOCOL, "unix");

		for (size_t i = 0; i < count && !seen; i++)
			seen = same_listener(&ret[i], &one);
		if (!seen && count < FOUND_ENTRIES_MAX)
			ret[count++] = one;
	}
	return count;
}

static const char *auth_id(struct found *f, const struct listening *l, size_t number)
{
	return fact_is(l->fact, LISTENER_AUTH, "password") || fact_is(l->fact, LISTENER_AUTH, "key")
		       ? numbered(f, "AuthMech", number)
		       : "";
}

static void find_logins(struct found *f, const struct facts *facts, const struct listening *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct listening *l = &all[i];
		const char *id = auth_id(f, l, i + 1);

		if (!id[0])
			continue;
		found_add(f, "AuthMech", id, "description",
			  print(f, "Log-in of the %s service (%s)", l->service[0] ? l->service : "network", l->program),
			  l->where);
		found_add(f, "AuthMech", id, "network", "yes", "");
		found_add(f, "AuthMech", id, "factor", fact_is(l->fact, LISTENER_AUTH, "key") ? "key" : "password",
			  l->where);
		FACTS_EACH (facts, FACT_ACCOUNT, a)
			if (fact_is(a, ACCOUNT_LOGIN, "yes") && !fact_is(a, ACCOUNT_STATE, "locked") &&
			    !has(f, "AuthMech", "login", text_of(f, a, ACCOUNT_NAME)))
				found_add(f, "AuthMech", id, "login", text_of(f, a, ACCOUNT_NAME), place(f, facts, a));
	}
}

static const char *transport(const char *protocol)
{
	return strcmp(protocol, "udp") == 0 ? "udp" : strcmp(protocol, "tcp") == 0 ? "tcp" : "other";
}

static void find_services(struct found *f, const struct listening *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct listening *l = &all[i];
		const char *id = numbered(f, "SoftServ", i + 1), *user = text_of(f, l->fact, LISTENER_USER);

		found_add(f, "SoftServ", id, "description",
			  print(f, "%s service run by %s", l->service[0] ? l->service : "network", l->program),
			  l->where);
		found_add(f, "SoftServ", id, "program", l->program, l->where);
		found_add(f, "SoftServ", id, "network", "yes", "");
		found_add(f, "SoftServ", id, "interface", numbered(f, "LogIntf", i + 1), "");
		found_add(f, "SoftServ", id, "runs-as", user, l->where);
		found_add(f, "SoftServ", id, "status", "enabled", l->where);
		found_add(f, "SoftServ", id, "authentication", auth_id(f, l, i + 1), "");
	}
}

static void find_interfaces(struct found *f, const struct listening *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct listening *l = &all[i];
		const char *id = numbered(f, "LogIntf", i + 1);

		found_add(f, "LogIntf", id, "description",
			  print(f, "%s interface of %s", l->service[0] ? l->service : "network", l->program), l->where);
		found_add(f, "LogIntf", id, "network", "yes", "");
		found_add(f, "LogIntf", id, "direction", "in", "");
		found_add(f, "LogIntf", id, "protocol", transport(l->protocol), l->where);
		found_add(f, "LogIntf", id, "port", l->port, l->where);
		found_add(f, "LogIntf", id, "service", l->service, l->where);
		found_add(f, "LogIntf", id, "status", "enabled", l->where);
	}
}

static void find_consoles(struct found *f, const struct facts *facts)
{
	size_t number = 0;

	FACTS_EACH (facts, FACT_CONSOLE, c) {
		const char *device = text_of(f, c, CONSOLE_DEVICE), *id;
		const char *description = print(f, "Serial console %s%s", device, "");

		if (!device[0] || has(f, "PhyIntf", "description", description) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "PhyIntf", ++number);
		found_add(f, "PhyIntf", id, "description", description, place(f, facts, c));
		found_add(f, "PhyIntf", id, "type", "uart", "");
		found_add(f, "PhyIntf", id, "network", "no", "");
		found_add(f, "PhyIntf", id, "air", "no", "");
		found_add(f, "PhyIntf", id, "debug", "yes", place(f, facts, c));
	}
}

static bool does_cryptography(const char *name)
{
	static const char *const names[] = {"openssl",   "libssl",   "libcrypto", "mbedtls", "wolfssl",   "gnutls",
					    "libsodium", "dropbear", "openssh",   "nettle",  "libgcrypt", "polarssl",
					    "linux",     "wpa",      "hostapd",   "openvpn", "strongswan"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strstr(name, names[i]))
			return true;
	return strcmp(name, "linux") == 0;
}

/* A package database is one component with what it includes; what stands in no package is one each. */
static void find_components(struct found *f, const struct facts *facts)
{
	const char *packages = NULL;
	size_t number = 0;

	FACTS_EACH (facts, FACT_COMPONENT, c) {
		const char *name = text_of(f, c, COMPONENT_NAME), *id;

		if (!name[0] || fact_is(c, COMPONENT_RELATION, "links") || has(f, "SoftComp", "name", name) ||
		    has(f, "SoftComp", "includes", name))
			continue;
		if (fact_is(c, COMPONENT_HOW, "package-db")) {
			if (!packages) {
				packages = numbered(f, "SoftComp", ++number);
				found_add(f, "SoftComp", packages, "description", "Packages of the operating system",
					  place(f, facts, c));
			}
			found_add(f, "SoftComp", packages, "includes", name, "");
			continue;
		}
		if (number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "SoftComp", ++number);
		found_add(f, "SoftComp", id, "description", print(f, "%s%s", name, ""), place(f, facts, c));
		found_add(f, "SoftComp", id, "name", name, place(f, facts, c));
		found_add(f, "SoftComp", id, "version", text_of(f, c, COMPONENT_VERSION), place(f, facts, c));
		found_add(f, "SoftComp", id, "supplier", text_of(f, c, COMPONENT_SUPPLIER), "");
		found_add(f, "SoftComp", id, "licence", text_of(f, c, COMPONENT_LICENCE), "");
		if (does_cryptography(name))
			found_add(f, "SoftComp", id, "cryptography", "yes", "");
	}
}

/* "downloads.example.org" of "https://downloads.example.org:443/x"; "" where there is none. */
static const char *host_of(struct found *f, struct bytes url)
{
	size_t at = bytes_find(url, bytes_str("://"));
	struct bytes host;
	size_t len = 0;

	if (at == SIZE_MAX)
		return "";
	host = bytes_part(url, at + 3, url.len);
	while (len < host.len && host.at[len] != '/' && host.at[len] != ':' && host.at[len] > ' ')
		len++;
	return text_safe(f->arena, bytes_part(host, 0, len), 200);
}

static bool names(const struct found *f, const char *id, const char *host)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->items[i].id, id) && !strcmp(f->items[i].key, "endpoints") &&
		    !strcmp(f->items[i].value, host))
			return true;
	return false;
}

static void add_host(struct found *f, const char *id, const char *host, const char *where)
{
	if (host[0] && !names(f, id, host))
		found_add(f, "UpdMech", id, "endpoints", host, where);
}

/* Where this agent's updates come from; addresses that only look like update servers go to the first one. */
static void find_hosts(struct found *f, const struct facts *facts, const char *id, struct bytes agent, bool first)
{
	FACTS_EACH (facts, FACT_UPDATE, u)
		if (bytes_equal(fact_get(u, UPDATE_AGENT), agent))
			add_host(f, id, host_of(f, fact_get(u, UPDATE_URL)), place(f, facts, u));
	if (!first)
		return;
	FACTS_EACH (facts, FACT_ENDPOINT, e)
		if (fact_is(e, ENDPOINT_USE, "update"))
			add_host(f, id, text_of(f, e, ENDPOINT_HOST), place(f, facts, e));
}

static void find_updates(struct found *f, const struct facts *facts)
{
	bool placed = false;

	size_t number = 0;

	FACTS_EACH (facts, FACT_UPDATE, u) {
		const char *agent = text_of(f, u, UPDATE_AGENT), *verify = text_of(f, u, UPDATE_VERIFY), *id, *where;
		bool local = fact_is(u, UPDATE_TRANSPORT, "local"), unknown = fact_is(u, UPDATE_TRANSPORT, "unknown");

		if (!agent[0] || has(f, "UpdMech", "agent", agent) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "UpdMech", ++number);
		where = place(f, facts, u);
		found_add(f, "UpdMech", id, "description", print(f, "Updates by %s%s", agent, ""), where);
		found_add(f, "UpdMech", id, "agent", agent, where);
		if (!unknown)
			found_add(f, "UpdMech", id, "network", local ? "no" : "yes", where);
		if (strcmp(verify, "unknown") != 0)
			found_add(f, "UpdMech", id, "verify", verify, where);
		find_hosts(f, facts, id, fact_get(u, UPDATE_AGENT), !placed && !local && !unknown);
		placed |= !local && !unknown;
	}
}

static void find_secrets(struct found *f, const struct facts *facts)
{
	size_t number = 0;

	FACTS_EACH (facts, FACT_KEY, k) {
		bool secret = fact_is(k, KEY_CLASS, "private") || fact_is(k, KEY_CLASS, "symmetric");
		struct bytes path = fact_node_of(facts, k)->path;
		const char *file = text_safe(f->arena, path, 300), *id;

		if (!secret || !file || !file[0] || has(f, "SecParam", "paths", file) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "SecParam", ++number);
		found_add(f, "SecParam", id, "description", print(f, "Key material in %s%s", file, ""),
			  place(f, facts, k));
		found_add(f, "SecParam", id, "kind", fact_is(k, KEY_CLASS, "private") ? "private-key" : "symmetric-key",
			  place(f, facts, k));
		found_add(f, "SecParam", id, "type", "critical", "");
		found_add(f, "SecParam", id, "paths", file, place(f, facts, k));
	}
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		struct bytes path = fact_node_of(facts, a)->path;
		const char *file = text_safe(f->arena, path, 300), *id;

		if (!fact_is(a, ACCOUNT_STATE, "hash") && !fact_is(a, ACCOUNT_STATE, "known"))
			continue;
		if (!file || !file[0] || has(f, "SecParam", "paths", file) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "SecParam", ++number);
		found_add(f, "SecParam", id, "description", print(f, "Password hashes in %s%s", file, ""),
			  place(f, facts, a));
		found_add(f, "SecParam", id, "kind", "password", place(f, facts, a));
		found_add(f, "SecParam", id, "type", "critical", "");
		found_add(f, "SecParam", id, "paths", file, place(f, facts, a));
	}
}

static void find_sensors(struct found *f, const struct facts *facts)
{
	static const char classes[] =
		" camera microphone location motion proximity temperature light air-quality radar "
		"biometric touch magnetic ";
	size_t number = 0;

	FACTS_EACH (facts, FACT_SENSOR, s) {
		const char *class = text_of(f, s, SENSOR_CLASS), *id;
		char word[64];
		bool known;

		snprintf(word, sizeof word, " %s ", class);
		known = strstr(classes, word) != NULL;
		if (!class[0] || has(f, "ExtSens", "description", class) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "ExtSens", ++number);
		found_add(f, "ExtSens", id, "description", class, place(f, facts, s));
		found_add(f, "ExtSens", id, "class", known ? class : "other", place(f, facts, s));
	}
}

static void find_telemetry(struct found *f, const struct facts *facts)
{
	size_t number = 0;

	FACTS_EACH (facts, FACT_TELEMETRY, t) {
		const char *program = text_of(f, t, TELEMETRY_PROGRAM), *what = text_of(f, t, TELEMETRY_WHAT), *id;
		const char *description = print(f, "%s sends %s", program, what[0] ? what : "data");

		if (has(f, "TelData", "description", description) || number == FOUND_ENTRIES_MAX)
			continue;
		id = numbered(f, "TelData", ++number);
		found_add(f, "TelData", id, "description", description, place(f, facts, t));
		found_add(f, "TelData", id, "destination", text_of(f, t, TELEMETRY_DESTINATION), place(f, facts, t));
	}
}

/* Each condition or feature the firmware itself shows to hold. What it does not show may hold as well. */
static void find_features(struct found *f, const struct facts *facts)
{
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		const struct fact *fact;
		bool twice = false;

		if (strcmp(c->kind, "condition") != 0 && strcmp(c->kind, "feature") != 0)
			continue;
		for (size_t k = 0; k < f->count && !twice; k++)
			twice = !strcmp(f->items[k].table, "features") && !strcmp(f->items[k].id, c->short_name);
		fact = twice ? NULL : feature_shown(facts, declared_empty(), c->short_name);
		if (fact)
			found_add(f, "features", c->short_name, "holds", "yes", place(f, facts, fact));
	}
}

bool found_in(const struct facts *facts, struct arena *arena, struct found *ret, struct error *e)
{
	struct found f = {.arena = arena};
	struct listening all[FOUND_ENTRIES_MAX];
	size_t count = listeners(&f, facts, all);

	find_system(&f, facts);
	find_features(&f, facts);
	find_logins(&f, facts, all, count);
	find_components(&f, facts);
	find_updates(&f, facts);
	find_secrets(&f, facts);
	find_services(&f, all, count);
	find_consoles(&f, facts);
	find_sensors(&f, facts);
	find_telemetry(&f, facts);
	find_interfaces(&f, all, count);
	if (f.failed)
		return error_memory(e, "product file");
	*ret = f;
	return true;
}
