#include "assess/checks/links.h"

#include "assess/checks/said.h"
#include "core/base/text.h"

#include <string.h>

bool links_from(const struct declared *d, const char *table, const char *key, const char *id)
{
	DECLARED_EACH (d, table, e)
		if (entry_lists(e, key, id))
			return true;
	return false;
}

bool links_talks(const struct declared_entry *interface, const char *words)
{
	struct bytes rest = bytes_str(words), word;

	while (text_word(&rest, &word))
		if (said_has(bytes_str(entry_get(interface, "service")), word))
			return true;
	return false;
}

bool links_basic(const struct declared_entry *interface)
{
	static const char protocols[] = "dhcp dhcpv6 dns mdns ssdp ntp sntp arp icmp icmpv6 igmp mld slaac nd lldp";
	struct bytes text = bytes_str(entry_get(interface, "service"));
	bool any = false;

	for (size_t i = 0, from; i < text.len; i++) {
		struct bytes word, rest = bytes_str(protocols), one;
		bool known = false;

		for (from = i; i < text.len && !strchr(" ,;/+&", text.at[i]); i++)
			;
		word = bytes_part(text, from, i - from);
		if (!word.len || text_equal_nocase(word, "and"))
			continue;
		while (text_word(&rest, &one))
			known |= one.len == word.len && said_has(word, one);
		if (!known)
			return false;
		any = true;
	}
	return any;
}

bool links_says(const struct declared_entry *e, const char *key)
{
	struct bytes rest = bytes_str(entry_get(e, key)), word;
	size_t words = 0, longest = 0;

	if (said_nothing(rest) || said_elsewhere(rest))
		return false;
	while (text_word(&rest, &word)) {
		words += word.len > 1;
		longest = word.len > longest ? word.len : longest;
	}
	return words > 1 || longest > 5;
}

const struct declared_entry *links_parameter(const struct declared *d, struct bytes path)
{
	if (!path.len)
		return NULL;
	DECLARED_EACH (d, "SecParam", e)
		for (size_t i = 0; i < entry_count(e, "paths"); i++) {
			const char *pattern = entry_at(e, "paths", i);

			/* observed paths begin with a slash; declared ones may not */
			if (text_glob(pattern, path) || (pattern[0] != '/' && path.at[0] == '/' &&
							 text_glob(pattern, bytes_part(path, 1, path.len))))
				return e;
		}
	return NULL;
}

static bool same_program(struct bytes declared, struct bytes program)
{
	return program.len && bytes_equal(text_basename(declared), text_basename(program));
}

const struct declared_entry *links_service(const struct declared *d, struct bytes program)
{
	DECLARED_EACH (d, "SoftServ", e)
		if (same_program(bytes_str(entry_get(e, "program")), program))
			return e;
	return NULL;
}

static bool has_port(const struct declared_entry *intf, const struct fact *l)
{
	struct bytes port = fact_get(l, LISTENER_PORT);

	for (size_t i = 0; port.len && i < entry_count(intf, "port"); i++)
		if (bytes_is(port, entry_at(intf, "port", i)))
			return true;
	return false;
}

static bool is_interface(const struct declared *d, const struct declared_entry *intf, const struct fact *l)
{
	struct bytes protocol = fact_get(l, LISTENER_PROTOCOL), service = fact_get(l, LISTENER_SERVICE);

	if (entry_is(intf, "direction", "out") ||
	    (protocol.len && (entry_is(intf, "protocol", "tcp") || entry_is(intf, "protocol", "udp")) &&
	     !bytes_is(protocol, entry_get(intf, "protocol"))))
		return false;
	if (fact_get(l, LISTENER_PORT).len)
		return has_port(intf, l);
	/* the port was not to be seen: the program's own interfaces, or the same application protocol */
	DECLARED_EACH (d, "SoftServ", s)
		if (same_program(bytes_str(entry_get(s, "program")), fact_get(l, LISTENER_PROGRAM)) &&
		    entry_lists(s, "interface", intf->id))
			return true;
	return service.len && text_equal_nocase(service, entry_get(intf, "service"));
}

const struct declared_entry *links_interface(const struct declared *d, const struct fact *l)
{
	const struct declared_entry *ret = NULL;

	DECLARED_EACH (d, "LogIntf", e)
		if (is_interface(d, e, l) && (!ret || entry_is(e, "status", "enabled")))
			ret = e;
	return ret;
}

const char *links_misdeclared(const struct declared_entry *e)
{
	static const char radios[] = "wifi bluetooth zigbee thread z-wave cellular lora nfc rfid infrared sub-ghz",
			  cables[] = "ethernet usb uart jtag swd sd-card",
			  networks[] = "ethernet wifi zigbee thread z-wave cellular";

	if ((entry_no(e, "air") && entry_among(e, "type", radios)) ||
	    (entry_yes(e, "air") && entry_among(e, "type", cables)))
		return "air";
	return entry_no(e, "network") && entry_among(e, "type", networks) ? "network" : NULL;
}

bool links_networked(const struct declared *d, const struct declared_entry *logical)
{
	if (entry_yes(logical, "network"))
		return true;
	for (size_t i = 0; i < entry_count(logical, "access"); i++) {
		const struct declared_entry *e = declared_find(d, "PhyIntf", entry_at(logical, "access", i));
		const char *wrong = links_misdeclared(e);

		if (entry_yes(e, "network") || (wrong && strcmp(wrong, "network") == 0))
			return true;
	}
	return false;
}

bool links_listener(const struct declared *d, const struct fact *l)
{
	return links_interface(d, l) ||
	       (!fact_get(l, LISTENER_PORT).len && links_service(d, fact_get(l, LISTENER_PROGRAM)));
}

bool links_component(const struct declared_entry *c, struct bytes name)
{
	if (!name.len)
		return false;
	if (text_equal_nocase(name, entry_get(c, "name")))
		return true;
	for (size_t i = 0; i < entry_count(c, "includes"); i++)
		if (text_glob(entry_at(c, "includes", i), name))
			return true;
	return false;
}

static uint64_t number(const char **at)
{
	uint64_t ret = 0;

	while (**at && (**at < '0' || **at > '9'))
		(*at)++;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		ret = ret < UINT64_MAX / 100 ? ret * 10 + (uint64_t)(**at - '0') : ret;
	return ret;
}

bool links_not_older(const char *version, const char *than)
{
	while (*version || *than) {
		uint64_t a = number(&version), b = number(&than);

		if (a != b)
			return a > b;
	}
	return true;
}

bool links_same_version(const char *declared, struct bytes observed)
{
	size_t len = strlen(declared);

	if (observed.len && (observed.at[0] == 'v' || observed.at[0] == 'V'))
		observed = bytes_part(observed, 1, observed.len);
	if (*declared == 'v' || *declared == 'V')
		declared++, len--;
	if (!len || !bytes_starts(observed, declared))
		return false;
	/* "3.5.4-r1", "3.5.4+git": the packager's; "3.5.40" and "3.5.4.1" are others */
	return observed.len == len || observed.at[len] == '-' || observed.at[len] == '+' || observed.at[len] == '~' ||
	       observed.at[len] == ' ';
}
