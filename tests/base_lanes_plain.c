/* The tests of base_lanes.c, of what other processors than x86-64 do. */
#define LANES_PLAIN
#define LANES_SUITE base_lanes_plain
#define LANES_HERE 1
#include "tests/base_lanes.c"
