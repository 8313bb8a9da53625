#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/database.h"

static char folder[64], path[96];

static void make_folder(void)
{
    strcpy(folder, "/tmp/zhanggui-database-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/shop.db", folder);
}

static void remove_folder(void)
{
    char command[192];
    snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", folder, folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(store_database, .init = make_folder, .fini = remove_folder);

static struct database *create(void)
{
    struct error error = {{0}};
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    return database;
}

static void write_file(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void run_sqlite(const char *sql)
{
    sqlite3 *handle;
    cr_assert_eq(sqlite3_open(path, &handle), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

/* Opens in each mode and expects a refusal that says `part` and leaves every byte as it was. */
static void expect_refused(const char *part)
{
    struct text before = {0}, after = {0};
    struct stat status;
    static const enum database_mode modes[] = {DATABASE_READ, DATABASE_WRITE, DATABASE_CREATE};
    cr_assert_eq(stat(path, &status), 0);
    for (size_t i = 0; i < 3; i++) {
        struct error error = {{0}};
        struct database *database = database_open(path, modes[i], &error);
        cr_expect_null(database);
        cr_expect_not_null(strstr(error.text, part), "%s", error.text);
        database_free(&database);
    }
    struct stat later;
    cr_assert_eq(stat(path, &later), 0);
    cr_expect_eq(later.st_size, status.st_size);
    cr_expect_eq(later.st_mtim.tv_nsec, status.st_mtim.tv_nsec);
    text_free(&before);
    text_free(&after);
}

Test(store_database, a_new_shop_is_private)
{
    struct database *database = create();
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    int64_t number;
    struct error error;
    cr_assert(database_number(database, "PRAGMA application_id", &number, &error));
    cr_expect_eq(number, DATABASE_APPLICATION_ID);
    cr_assert(database_number(database, "PRAGMA foreign_keys", &number, &error));
    cr_expect_eq(number, 1);
    cr_assert(database_check(database, NULL, &error), "%s", error.text);
    database_free(&database);
}

Test(store_database, an_empty_file_becomes_private)
{
    write_file("", 0);
    cr_assert_eq(chmod(path, 0644), 0);
    struct database *database = create();
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    database_free(&database);
}

Test(store_database, foreign_files_are_left_untouched)
{
    write_file("just a text, long enough to be looked at\n", 41);
    expect_refused("not a shop of zhanggui");
    unlink(path);
    run_sqlite("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
    expect_refused("another program");
}

Test(store_database, newer_versions_are_left_untouched)
{
    struct database *database = create();
    struct error error;
    cr_assert(database_run(database, "PRAGMA user_version = 99", &error));
    database_free(&database);
    expect_refused("newer zhanggui");
}

Test(store_database, missing_files_and_folders)
{
    struct error error;
    cr_expect_null(database_open(path, DATABASE_READ, &error));
    cr_expect_not_null(strstr(error.text, "there is no shop"), "%s", error.text);
    cr_expect_neq(access(path, F_OK), 0, "nothing is created by looking");
    cr_expect_null(database_open(folder, DATABASE_CREATE, &error));
    cr_expect_not_null(strstr(error.text, "is a folder"), "%s", error.text);
}

Test(store_database, a_damaged_file)
{
    struct database *database = create();
    database_free(&database);
    int file = open(path, O_RDWR);
    char noise[4096];
    memset(noise, 0x5A, sizeof(noise));
    for (off_t at = 1024; at < 60000; at += 4096)
        cr_assert_eq(pwrite(file, noise, sizeof(noise), at), (ssize_t)sizeof(noise));
    close(file);
    struct error error = {{0}};
    database = database_open(path, DATABASE_WRITE, &error);
    bool good = database != NULL && database_check(database, NULL, &error);
    cr_expect_not(good);
    cr_expect(strstr(error.text, "damaged") != NULL || strstr(error.text, "integrity") != NULL,
        "%s", error.text);
    database_free(&database);
}

Test(store_database, a_locked_file_says_so)
{
    struct database *one = create();
    struct error error = {{0}};
    struct database *other = database_open(path, DATABASE_WRITE, &error);
    cr_assert_not_null(other, "%s", error.text);
    sqlite3_busy_timeout(database_handle(other), 50);
    cr_assert(database_begin(one, &error));
    cr_expect_not(database_begin(other, &error));
    cr_expect_not_null(strstr(error.text, "another console"), "%s", error.text);
    database_rollback(one);
    cr_expect(database_begin(other, &error));
    database_free(&one);
    database_free(&other);
}

static void *open_meanwhile(void *result)
{
    struct error error = {{0}};
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    snprintf(result, sizeof(error.text), "%s", database != NULL ? "opened" : error.text);
    database_free(&database);
    return NULL;
}

/* While an empty shop is filled it has no log, and SQLite alone would not wait. */
Test(store_database, who_opens_a_shop_while_it_is_filled_waits)
{
    struct database *filling = create();
    struct error error = {{0}};
    char result[sizeof(error.text)];
    pthread_t opener;
    database_fill_begin(filling);
    cr_assert(database_begin(filling, &error));
    cr_assert(database_run(filling, "INSERT INTO channel (name) VALUES ('a')", &error));
    cr_assert_eq(pthread_create(&opener, NULL, open_meanwhile, result), 0);
    usleep(100000);
    cr_expect(database_commit(filling, &error), "%s", error.text);
    database_fill_end(filling);
    pthread_join(opener, NULL);
    cr_expect_str_eq(result, "opened");
    database_free(&filling);
}

/* A shop that was being made is not taken for a file of others ever after. */
Test(store_database, killed_while_it_is_made_it_can_be_made_again)
{
    enum { KILLS = 60, APART = 300 };
    int made = 0;
    for (int i = 0; i < KILLS; i++) {
        remove_folder();
        make_folder();
        pid_t child = fork();
        if (child == 0) {
            struct error error;
            _exit(database_open(path, DATABASE_CREATE, &error) != NULL ? 0 : 1);
        }
        usleep((useconds_t)(APART * i));
        kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, NULL, 0), child);
        struct stat status;
        made += stat(path, &status) == 0 && status.st_size > 0;
        struct database *database = create();
        database_free(&database);
    }
    cr_log_info("%d were made before they were killed", made);
}

Test(store_database, the_audit_cannot_be_changed)
{
    struct database *database = create();
    struct error error = {{0}};
    cr_assert(database_audit(database, "test", "a line", &error), "%s", error.text);
    cr_expect_not(database_run(database, "UPDATE audit SET detail = ''", &error));
    cr_expect_not(database_run(database, "DELETE FROM audit", &error));
    cr_expect_not_null(strstr(error.text, "append-only"), "%s", error.text);
    database_free(&database);
}

Test(store_database, versions_of_the_data)
{
    struct database *database = create();
    struct error error = {{0}};
    int64_t version, rewrite;
    cr_assert(database_moved(database, true, &error), "%s", error.text);
    cr_assert(database_number(
        database, "SELECT value + 0 FROM shop WHERE name = 'data_version'", &version, &error));
    cr_assert(database_number(
        database, "SELECT value + 0 FROM shop WHERE name = 'rewrite_version'", &rewrite, &error));
    cr_expect_eq(version, 2);
    cr_expect_eq(rewrite, 1);
    cr_assert(database_moved(database, false, &error));
    cr_assert(database_number(
        database, "SELECT value + 0 FROM shop WHERE name = 'rewrite_version'", &rewrite, &error));
    cr_expect_eq(rewrite, 3);
    database_free(&database);
}
