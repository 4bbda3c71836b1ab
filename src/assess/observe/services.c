#include "assess/observe/services.h"

#include "core/base/attributes.h"

static const struct service services[] = {
#define SERVICE(program, service, protocol, port, cleartext, auth) {program, service, protocol, port, cleartext, auth},
#include "assess/observe/services.def"
#undef SERVICE
};

const struct service *service_of(struct bytes program)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (bytes_is(program, services[i].program))
			return &services[i];
	return NULL;
}

const struct service *service_by_name(struct bytes service)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (bytes_is(service, services[i].service))
			return &services[i];
	return NULL;
}
