/* import: reads export files into the shop. */
#include "core/base/phrase.h"
#include "views/importing.h"
#include "views/verb.h"

static const struct option_rule rules[] = {
    {"map", "NAME", "how to read the files: a mapping's name or file (recognised by itself)"},
    {"dry-run", NULL, "tell what would happen, and change nothing"},
    {"rejects", "FILE", "where rows go that cannot be used (FILE.rejected.csv)"},
    {"no-prepare", NULL, "do not make the shop ready for questions; the next question does"},
    {"zone", "ZONE", "of the times in the files: Asia/Shanghai"},
    {"currency", "CODE", "of the amounts in the files: CNY"},
    {0},
};

static int run(const struct options *options)
{
    struct import_options how = {
        .mapping = options_value(options, "map"),
        .dry_run = options_value(options, "dry-run") != NULL,
        .reject_path = options_value(options, "rejects"),
        .zone = options_value(options, "zone"),
        .currency = options_value(options, "currency"),
    };
    if (options->operand_count == 0)
        return verb_misused(options, "%s", say("import needs the name of a file"));
    if (how.reject_path != NULL && options->operand_count > 1)
        return verb_misused(
            options, "%s", say("--rejects goes with one file; import several without it"));
    return importing_run(options, &how, options->operands, options->operand_count);
}

const struct verb verb_import = {
    .name = "import",
    .synopsis = "[--map NAME] [--dry-run] [--rejects FILE] [--no-prepare] [--zone ZONE]"
                " [--currency CODE] FILE...",
    .summary = "read export files",
    .rules = rules,
    .run = run,
};
