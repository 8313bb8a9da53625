/* Settings that are broken or hostile: refused in one sentence that names file, line and column. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli_support.h"

static struct cli cli;

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/%s", cli.folder, name);
    return path;
}

static void begin(void)
{
    cli = cli_new();
    mkdir(in_folder("own"), 0700);
    mkdir(in_folder("own/languages"), 0700);
    mkdir(in_folder("own/themes"), 0700);
    mkdir(in_folder("own/import"), 0700);
    cli_write_text(&cli, "quit", "q\n");
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_hostile, .init = begin, .fini = end, .timeout = 60);

/* One clean sentence, status 1. */
static void expect_refusal(const char *sentence)
{
    cr_expect_eq(cli.status, 1, "%d: %s", cli.status, cli.err);
    cr_expect(cli_complained(&cli, sentence), "%s", cli.err);
    cr_expect_eq(strchr(cli.err, '\n'), cli.err + strlen(cli.err) - 1, "%s", cli.err);
    cr_expect_null(strchr(cli.err, '\033'));
    cr_expect_str_eq(cli.out, "");
}

static void expect_language(const char *text, const char *sentence)
{
    cli_write_text(&cli, "own/languages/zh.yaml", text);
    cli_run(&cli, "--config", "own", "--lang", "zh", "import", "nowhere.csv", NULL);
    expect_refusal(sentence);
}

Test(cli_hostile, a_translation_has_the_formats_of_the_english_text)
{
    const char *wrong = ": the formats (%s, %d ...) must be those of the English text";
    expect_language("\"there is no file %s\": \"%n%s%s\"\n", wrong);
    expect_language("\"there is no file %s\": \"%s%s\"\n", wrong);
    expect_language("\"there is no file %s\": \"%1$s\"\n", wrong);
    expect_language("\"there is no file %s\": \"%*s\"\n", wrong);
    expect_language("\"there is no file %s\": \"%\"\n", wrong);
    expect_language("\"a\": \"100 %n\"\n", "zh.yaml:1:6: the formats");
    expect_language("\"there is no file %s\": \"100 %% %10s\"\n", "100 % nowhere.csv");
    expect_language("\"there is no file %s\": \"nothing\"\n", wrong);
    expect_language("[a]\n", "zh.yaml:1:1: expected a mapping");
}

static void expect_own(const char *sentence)
{
    cli_run(&cli, "--config", "own", "--script", "quit", "--no-display", NULL);
    expect_refusal(sentence);
}

Test(cli_hostile, a_settings_file_is_a_plain_file)
{
    cr_assert_eq(mkfifo(in_folder("own/keys.yaml"), 0600), 0);
    expect_own("own/keys.yaml is not a plain file");
    unlink(in_folder("own/keys.yaml"));
    mkdir(in_folder("own/keys.yaml"), 0700);
    expect_own("own/keys.yaml is a folder");
    rmdir(in_folder("own/keys.yaml"));
    cr_assert_eq(symlink("keys.yaml", in_folder("own/keys.yaml")), 0);
    expect_own("cannot read own/keys.yaml: Too many levels");
    unlink(in_folder("own/keys.yaml"));
    cr_assert_eq(symlink("nowhere", in_folder("own/keys.yaml")), 0);
    expect_own("cannot read own/keys.yaml: No such file");
}

Test(cli_hostile, the_folder_of_settings_is_there)
{
    cli_run(&cli, "--config", "nowhere", "import", "x.csv", NULL);
    expect_refusal("--config: there is no folder \"nowhere\"");
    cli_run(&cli, "--config", "quit", "import", "x.csv", NULL);
    expect_refusal("--config: there is no folder \"quit\"");
    cli_run(&cli, "--config", "", "import", "x.csv", NULL);
    expect_refusal("--config: there is no folder \"\"");
}

static void expect_keys(const char *text, const char *sentence)
{
    cli_write_text(&cli, "own/keys.yaml", text);
    expect_own(sentence);
}

Test(cli_hostile, keys_name_panes_and_commands_there_are)
{
    expect_keys("[a]\n", "own/keys.yaml:1:1: expected a mapping of panes");
    expect_keys("kpi: {j: nonsense}\n", "own/keys.yaml:1:10: there is no command \"nonsense\"");
    expect_keys("kpo: {j: help}\n", "own/keys.yaml:1:1: there is no pane \"kpo\"");
    expect_keys("kpi: {\"\\e[31m\": help}\n", "own/keys.yaml:1:7: kpi: ");
    cli_write_text(
        &cli, "own/keys.yaml", "kpi: {x: help, y: week-next, z: \"\"}\nglobal: {w: quit}\n");
    cr_expect_eq(cli_run(&cli, "--config", "own", "--script", "quit", "--no-display", NULL), 0,
        "%s", cli.err);
}

Test(cli_hostile, a_name_that_is_not_there_is_answered_with_those_that_are)
{
    cli_run(&cli, "--theme", "drak", "--script", "quit", "--no-display", NULL);
    expect_refusal("there is no theme \"drak\"; known are dark, ");
    cli_write_text(&cli, "own/themes/mine.yaml", "base: drak\n");
    cli_run(&cli, "--config", "own", "--theme", "mine", "--script", "quit", "--no-display", NULL);
    expect_refusal("own/themes/mine.yaml:1:7: there is no such theme");
    cli_write_text(&cli, "x.csv", "a,b\n1,2\n");
    cli_run(&cli, "import", "--map", "taobao", "x.csv", NULL);
    expect_refusal("there is no mapping \"taobao\"; known are benchmarks, ");
    cli_write_text(&cli, "own/import/mine.yaml",
        "title: x\nkind: orders\nsource: s\ncolumns: {number: [a], placed: [b]}\n");
    cli_run(&cli, "--config", "own", "import", "--map", "mine", "x.csv", NULL);
    expect_refusal("own/import/mine.yaml:4:24: there is no field \"placed\"; known are number, ");
}

Test(cli_hostile, a_script_prints_nothing_raw)
{
    cli_write_text(&cli, "raw", "<x\033]0;title\007\n");
    cli_run(&cli, "--script", "raw", "--no-display", NULL);
    expect_refusal("raw:1: not understood: <x");
    cli_write_text(&cli, "raw", ":nonsense\033[31m\n");
    cli_run(&cli, "--script", "raw", "--no-display", NULL);
    expect_refusal("raw:1: ");
    cli_write_text(&cli, "raw", ":resize 100000x100000\n");
    cli_run(&cli, "--script", "raw", "--no-display", NULL);
    expect_refusal("raw:1: not understood");
    cli_run(&cli, "--script", "", "--no-display", NULL);
    expect_refusal("--script needs the name of a file");
    cr_expect_eq(cli_run(&cli, "--size", "2000x2000", NULL), 2);
}

Test(cli_hostile, without_a_home_folder_the_console_asks_for_the_file)
{
    cli.homeless = true;
    cli_run(&cli, "--script", "quit", "--no-display", NULL);
    expect_refusal("no home folder is known; name the shop with --db FILE");
}

Test(cli_hostile, a_closed_output_is_told)
{
    cli.mute = true;
    cli_run(&cli, "--version", NULL);
    expect_refusal("cannot write the result: Bad file descriptor");
    cli_run(&cli, "--help", NULL);
    expect_refusal("cannot write the result: Bad file descriptor");
}
