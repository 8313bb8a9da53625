/* Imports that are killed, run out of disk, or meet a shop they may not write to. */
#include "tests/intake_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

enum { KILLS = 20, ALL_ORDERS = 306, ALL_LINES = 6973 };

/* cache: in pages, 0 as it comes. */
static void import_in_child(const struct shop *shop, int cache)
{
    struct error error;
    char pragma[64];
    struct import_report *report = malloc(sizeof(*report));
    struct database *database = database_open(shop->path, DATABASE_CREATE, &error);
    snprintf(pragma, sizeof(pragma), "PRAGMA cache_size = %d", cache);
    if (database != NULL && cache > 0)
        database_run(database, pragma, &error);
    struct import_options options = {.reject_path = shop->rejects};
    bool good = database != NULL && import_file(database, data_file("online_retail.csv"), &options,
                                        NULL, report, &error);
    database_free(&database);
    _exit(good ? 0 : 1);
}

static void wait_microseconds(long microseconds)
{
    struct timespec time = {
        .tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
}

Test(intake_crash, killed_at_twenty_moments_it_is_in_wholly_or_not_at_all)
{
    unsigned seed = 20261122;
    int wholly = 0, not_at_all = 0;
    for (int i = 0; i < KILLS; i++) {
        struct shop shop;
        shop_open(&shop);
        database_free(&shop.database);
        pid_t child = fork();
        if (child == 0)
            import_in_child(&shop, 0);
        seed = seed * 1103515245 + 12345;
        /* A whole run takes about 0.1 s; some children finish before. */
        wait_microseconds(1000 + (long)(seed >> 8 & 0xFFFF) * 2);
        kill(child, SIGKILL);
        int status;
        cr_assert_eq(waitpid(child, &status, 0), child);

        shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
        cr_assert_not_null(shop.database, "%s", shop.error.text);
        cr_expect_str_eq(shop_text(&shop, "PRAGMA integrity_check"), "ok");
        cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
        int64_t files = shop_number(&shop, "SELECT count(*) FROM import");
        cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), files * ALL_ORDERS);
        cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM order_line"), files * ALL_LINES);
        wholly += files == 1;
        not_at_all += files == 0;
        /* And it can be imported afterwards. */
        cr_expect(shop_import(&shop, data_file("online_retail.csv"), NULL), "%s", shop.error.text);
        cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), ALL_ORDERS);
        shop_close(&shop);
    }
    cr_log_info("%d wholly, %d not at all", wholly, not_at_all);
    cr_expect_gt(not_at_all, 0);
}

Test(intake_crash, a_full_disk_changes_nothing)
{
    struct shop shop;
    shop_open(&shop);
    database_free(&shop.database);
    char disk[128], command[400];
    snprintf(disk, sizeof(disk), "%s/disk", shop.folder);
    cr_assert_eq(mkdir(disk, 0700), 0);
    if (mount("tmpfs", disk, "tmpfs", 0, "size=1250k") != 0) {
        shop_close(&shop);
        cr_skip_test("a small disk cannot be mounted here");
    }
    snprintf(command, sizeof(command), "cp %s %s/shop.db", shop.path, disk);
    cr_assert_eq(system(command), 0);
    snprintf(command, sizeof(command), "%s/shop.db", disk);
    shop.database = database_open(command, DATABASE_WRITE, &shop.error);
    cr_assert_not_null(shop.database, "%s", shop.error.text);
    cr_expect_not(shop_import(&shop, data_file("online_retail.csv"), NULL));
    cr_expect(strstr(shop.error.text, "is full") != NULL, "%s", shop.error.text);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 0);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM import"), 0);
    cr_expect_str_eq(shop_text(&shop, "PRAGMA integrity_check"), "ok");
    cr_expect_eq(access(shop.rejects, F_OK), -1);
    database_free(&shop.database);
    cr_expect_eq(umount(disk), 0);
    shop_close(&shop);
}

Test(intake_crash, a_shop_that_another_console_is_writing_to)
{
    struct shop shop;
    shop_open(&shop);
    struct database *other = database_open(shop.path, DATABASE_WRITE, &shop.error);
    cr_assert_not_null(other);
    cr_assert(database_begin(other, &shop.error));
    sqlite3_busy_timeout(database_handle(shop.database), 50);
    cr_expect_not(shop_import(&shop, data_file("shopify_made_up.csv"), NULL));
    cr_expect(strstr(shop.error.text, "another console") != NULL, "%s", shop.error.text);
    cr_expect_eq(access(shop.rejects, F_OK), -1);
    database_rollback(other);
    database_free(&other);
    cr_expect(shop_import(&shop, data_file("shopify_made_up.csv"), NULL), "%s", shop.error.text);
    shop_close(&shop);
}

Test(intake_crash, a_shop_that_may_only_be_read)
{
    struct shop shop;
    shop_open(&shop);
    database_free(&shop.database);
    shop.database = database_open(shop.path, DATABASE_READ, &shop.error);
    cr_assert_not_null(shop.database, "%s", shop.error.text);
    cr_expect_not(shop_import(&shop, data_file("shopify_made_up.csv"), NULL));
    cr_expect(strstr(shop.error.text, "read-only") != NULL, "%s", shop.error.text);
    shop_close(&shop);
}

Test(intake_crash, a_damaged_shop)
{
    struct shop shop;
    shop_open(&shop);
    cr_assert(shop_import(&shop, data_file("online_retail.csv"), NULL));
    database_free(&shop.database);
    FILE *file = fopen(shop.path, "r+b");
    cr_assert_not_null(file);
    char garbage[4096];
    memset(garbage, 0x5A, sizeof(garbage));
    for (long page = 2; page < 200; page++) {
        fseek(file, page * 4096, SEEK_SET);
        fwrite(garbage, 1, sizeof(garbage), file);
    }
    fclose(file);
    shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
    if (shop.database != NULL)
        cr_expect_not(shop_import(&shop, data_file("shopify_made_up.csv"), "shopify-orders"));
    cr_expect(strstr(shop.error.text, "damaged") != NULL, "%s", shop.error.text);
    shop_close(&shop);
}

static void expect_to_read(const struct shop *shop, int *not_at_all)
{
    struct error error = {{0}};
    int64_t files = -1, orders = -1;
    struct database *reader = database_open(shop->path, DATABASE_READ, &error);
    cr_assert_not_null(reader, "%s", error.text);
    cr_expect(
        database_number(reader, "SELECT count(*) FROM import", &files, &error), "%s", error.text);
    cr_expect(database_number(reader, "SELECT count(*) FROM orders", &orders, &error));
    cr_expect_eq(orders, files * ALL_ORDERS);
    *not_at_all += files == 0;
    database_free(&reader);
}

/* What fills an empty shop keeps a rollback journal, which only who may write can take back. With a
 * small cache rows are in the file early. */
Test(intake_crash, killed_while_it_fills_an_empty_shop_it_can_be_read_at_once)
{
    int not_at_all = 0, journals = 0;
    for (int i = 0; i < KILLS; i++) {
        struct shop shop;
        char journal[300];
        shop_open(&shop);
        database_free(&shop.database);
        snprintf(journal, sizeof(journal), "%s-journal", shop.path);
        pid_t child = fork();
        if (child == 0)
            import_in_child(&shop, 10);
        wait_microseconds(20000 + 4000L * i);
        kill(child, SIGKILL);
        int status;
        cr_assert_eq(waitpid(child, &status, 0), child);
        journals += access(journal, F_OK) == 0;
        expect_to_read(&shop, &not_at_all);
        shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
        cr_assert_not_null(shop.database, "%s", shop.error.text);
        cr_expect_str_eq(shop_text(&shop, "PRAGMA journal_mode"), "wal");
        cr_expect_str_eq(shop_text(&shop, "PRAGMA integrity_check"), "ok");
        shop_close(&shop);
    }
    cr_log_info("%d journals, %d not at all", journals, not_at_all);
    cr_expect_gt(journals, 0);
    cr_expect_gt(not_at_all, 0);
}

/* A part of the rows is in the file by then. */
static void fill_and_be_killed(const char *path)
{
    struct error error;
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    database_fill_begin(database);
    database_run(database,
        "PRAGMA cache_size = 10; BEGIN IMMEDIATE;"
        "INSERT INTO customer (name) WITH RECURSIVE numbers (n) AS"
        " (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 50000) SELECT n FROM numbers",
        &error);
    kill(getpid(), SIGKILL);
}

/* Where nothing can be written, half of an import is not taken for a shop. */
Test(intake_crash, what_was_broken_off_is_not_read_where_it_cannot_be_taken_back)
{
    struct shop shop;
    char disk[80], command[400];
    shop_open(&shop);
    database_free(&shop.database);
    snprintf(disk, sizeof(disk), "%s/disk", shop.folder);
    cr_assert_eq(mkdir(disk, 0700), 0);
    if (mount("tmpfs", disk, "tmpfs", 0, NULL) != 0) {
        shop_close(&shop);
        cr_skip_test("a disk cannot be mounted here");
    }
    snprintf(command, sizeof(command), "mv %s %s/shop.db", shop.path, disk);
    cr_assert_eq(system(command), 0);
    snprintf(shop.path, sizeof(shop.path), "%s/shop.db", disk);
    snprintf(command, sizeof(command), "%s/shop.db-journal", disk);
    pid_t child = fork();
    if (child == 0)
        fill_and_be_killed(shop.path);
    waitpid(child, NULL, 0);
    cr_assert_eq(access(command, F_OK), 0);
    cr_assert_eq(mount("tmpfs", disk, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), 0);
    cr_expect_null(database_open(shop.path, DATABASE_READ, &shop.error));
    cr_expect(strstr(shop.error.text, "broken off") != NULL, "%s", shop.error.text);
    cr_assert_eq(mount("tmpfs", disk, "tmpfs", MS_REMOUNT, NULL), 0);
    int not_at_all = 0;
    expect_to_read(&shop, &not_at_all);
    cr_expect_eq(not_at_all, 1);
    cr_expect_eq(umount(disk), 0);
    shop_close(&shop);
}
