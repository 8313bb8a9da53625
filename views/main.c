/* zhanggui: the shopkeeper. Reads the command line and runs the console or a command. */
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "views/console.h"
#include "views/help.h"
#include "views/verb.h"

/* A language that was typed has to be there; one of the environment is only a wish. */
static bool choose_language(const char *typed, struct error *error)
{
    if (typed != NULL)
        return phrase_use(typed, error);
    phrase_use(options_environment_language(), NULL);
    return true;
}

/* A folder that was typed has to be there; the one of the environment may be missing. */
static bool check_folder(const char *typed, struct error *error)
{
    struct stat status;
    if (typed == NULL || (stat(typed, &status) == 0 && S_ISDIR(status.st_mode)))
        return true;
    return error_set(error, say("--config: there is no folder \"%s\""), typed);
}

/* The settings and the language, before the line itself is read: what is wrong with the line is
 * said in the language it asks for. */
static bool prepare(int argc, char **argv, struct error *error)
{
    const char *language = NULL, *config = NULL;
    options_peek(argc, argv, &language, &config);
    char *folder = config == NULL ? options_config_folder() : NULL;
    config_use_folder(config != NULL ? config : folder);
    free(folder);
    bool known = language != NULL && (strcmp(language, "en") == 0 || strcmp(language, "zh") == 0);
    return choose_language(known ? language : NULL, error) && check_folder(config, error);
}

static int run(const struct options *options)
{
    if (options->version)
        return help_version();
    if (options->help)
        return help_show(options);
    if (options->command != NULL)
        return options->command->run(options);
    return console_run(options);
}

/* Where standard output was closed by the caller, the next file opened, a shop or a table of
 * rejected rows, would take its place and be printed into. What is put there instead cannot be
 * written to (read from, for the input), so that the failure is seen. */
static void hold_standard_files(void)
{
    for (int file = 0; file <= 2; file++)
        if (fcntl(file, F_GETFD) == -1 &&
            open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1)
            return;
}

/* The Makefile builds for processors that count bits by an instruction. */
static bool fits_processor(void)
{
#ifdef BUILT_FOR_V2
    return __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("sse4.2");
#else
    return true;
#endif
}

int main(int argc, char **argv)
{
    hold_standard_files();
    /* Numbers are read and written with a point whatever the language. */
    setlocale(LC_CTYPE, "");
    struct options options;
    struct error error;
    if (!fits_processor()) {
        error_set(&error, say("this program was built for a newer processor; build it with: "
                              "make clean all MACHINE="));
        return verb_refused(&error);
    }
    if (!prepare(argc, argv, &error))
        return verb_refused(&error);
    bool good = options_parse(argc, argv, &options, &error);
    int status = good ? run(&options) : verb_misused(&options, "%s", error.text);
    options_free(&options);
    config_use_folder(NULL);
    return status;
}
