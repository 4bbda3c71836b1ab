/* Stands in for one program of an example product: does nothing but what its name and its port promise to an observer.
 * Built by build.py with NAME, VERSION and, where it listens, PORT and SOCK_STREAM or SOCK_DGRAM as TYPE. */
#include <stdio.h>
#include <string.h>
#ifdef PORT
#include <netinet/in.h>
#include <sys/socket.h>
#endif

int main(int argc, char **argv)
{
	char line[128];

	if (argc > 1 && strlen(argv[1]) < sizeof line)
		snprintf(line, sizeof line, "%s %s: %s", NAME, VERSION, argv[1]);
	else
		snprintf(line, sizeof line, "%s %s", NAME, VERSION);
	puts(line);
#ifdef PORT
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int s = socket(AF_INET, TYPE, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) != 0)
		return 1;
	if (TYPE == SOCK_STREAM && listen(s, 4) != 0)
		return 1;
#endif
	return 0;
}
