#include "assess/cli/cli.h"

int cmd_assess(int argc, char **argv)
{
	return cmd_facts(argc, argv);
}
