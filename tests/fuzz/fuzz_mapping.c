/* fuzz_mapping: any YAML as a mapping, tried on a small table. */
#include <stdint.h>
#include <string.h>

#include "core/intake/sample.h"

static void bind(const struct mapping *mapping)
{
    static char *cells[2][4] = {{(char *)"number", (char *)"订单编号", (char *)"date", (char *)"x"},
        {(char *)"1", (char *)"2", (char *)"2026-01-01", (char *)"y"}};
    struct sample sample = {.count = 2, .delimiter = ','};
    struct error error;
    struct binding binding;
    for (size_t i = 0; i < 2; i++)
        sample.rows[i] = (struct sample_row){.line = (int64_t)i + 1, .cells = cells[i], .count = 4};
    sample_bind(&sample, "fuzz.csv", mapping, &binding, &error);
    binding_free(&binding);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct error error;
    struct yaml *tree = yaml_parse("fuzz.yaml", (const char *)bytes, length, &error);
    if (tree == NULL)
        return 0;
    struct mapping *mapping = mapping_from("fuzz", tree, &error);
    if (mapping != NULL)
        bind(mapping);
    mapping_free(&mapping);
    return 0;
}
