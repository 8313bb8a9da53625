/* One demo shop for all tests of a run: the first that needs it makes it, in a folder named after
 * the process that runs the tests, which removes it at the end. */
#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli_support.h"

static void folder_of(pid_t runner, char folder[96])
{
    snprintf(folder, 96, "/tmp/zhanggui-demo-%ld", (long)runner);
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    (void)stats;
    char folder[96], command[128];
    folder_of(getpid(), folder);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    if (system(command) != 0)
        perror(command);
}

static void make(const char *folder)
{
    struct cli cli = cli_new();
    char command[256];
    int status = cli_run(
        &cli, "--db", "shop.db", "demo", "--customers", "2000", "--until", "2026-11-22", NULL);
    cr_assert_eq(status, 0, "%s", cli.err);
    snprintf(command, sizeof(command), "mv %s/shop.db* %s/", cli.folder, folder);
    cr_assert_eq(system(command), 0);
    cli_end(&cli);
}

void cli_demo(const struct cli *cli, const char *name)
{
    char folder[96], path[160], command[512];
    folder_of(getppid(), folder);
    mkdir(folder, 0700);
    snprintf(path, sizeof(path), "%s/lock", folder);
    int lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    cr_assert(lock >= 0 && flock(lock, LOCK_EX) == 0);
    snprintf(path, sizeof(path), "%s/shop.db", folder);
    if (access(path, F_OK) != 0)
        make(folder);
    close(lock);
    static const char *const endings[] = {"", "-facts", "-facts-events"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        snprintf(command, sizeof(command), "cp -p %s%s %s/%s%s", path, endings[i], cli->folder,
            name, endings[i]);
        cr_assert_eq(system(command), 0);
    }
}
