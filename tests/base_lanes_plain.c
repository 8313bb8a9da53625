/* The tests of base_lanes.c, of what other processors than x86-64 do. */
#define LANES_PLAIN
#include "tests/base_lanes.c"
