#include "core/product/value.h"

#include "core/base/checked.h"
#include "core/base/text.h"

bool value_duration(const char *text, uint64_t *ret_hours)
{
	static const struct {
		const char *name;
		uint64_t minutes;
	} units[] = {{"minute", 1}, {"hour", 60}, {"day", 1440}, {"week", 10080}, {"month", 43200}, {"year", 525600}};
	struct bytes rest = bytes_str(text), count, unit, more;
	uint64_t n, minutes;

	if (!text_word(&rest, &count) || !text_word(&rest, &unit) || text_word(&rest, &more) || !text_number(count, &n))
		return false;
	if (unit.len > 1 && unit.at[unit.len - 1] == 's')
		unit.len--;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!bytes_is(unit, units[i].name))
			continue;
		if (!mul_ok(n, units[i].minutes, &minutes))
			return false;
		*ret_hours = minutes / 60 + (minutes % 60 != 0);
		return true;
	}
	return false;
}
