/* help: what the program says about itself on the command line. */
#ifndef VIEWS_HELP_H
#define VIEWS_HELP_H

#include "views/options.h"

#define ZHANGGUI_VERSION "0.1"

/* Prints the help of the command, or of the program when none was named. */
int help_show(const struct options *options);

int help_version(void);

#endif
