/* A console that is open while another process imports. */
#include <criterion/criterion.h>
#include <sys/wait.h>

#include "tests/console_watch.h"

static struct cli cli;
static struct watch watch;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    watch_end(&watch);
    cli_end(&cli);
}

TestSuite(console_newer, .init = begin, .fini = end, .timeout = 120);

static void import(const char *file)
{
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", file, NULL), 0, "%s", cli.err);
}

Test(console_newer, a_shop_that_comes_is_shown_and_a_change_is_told)
{
    watch_start(&watch, &cli, 80, 24, "--db", "shop.db", "--lang", "en", NULL);
    watch_until(&watch, "Welcome");
    cli_copy(&cli, "online_retail_extract.csv");
    import("online_retail_extract.csv");
    watch_until(&watch, "New customers");
    watch_until(&watch, "up to date");
    cr_expect(watch_shows(&watch, "Week 48"), "the extract ends on 9 December 2011");

    cli_write_text(&cli, "more.csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "599999,S1,THING,2,2011-12-14 10:00:00,2.50,17850,United Kingdom\n");
    import("more.csv");
    watch_until(&watch, "newer data: r");
    cr_expect(watch_shows(&watch, "Week 48"), "what is shown stays");
    watch_type(&watch, "r");
    watch_until(&watch, "Week 49");
    watch_until(&watch, "up to date");

    /* What was written by itself is not another's: nothing is told of it. */
    watch_type(&watch, ":target sales 1000\r");
    watch_settle(&watch, 4000);
    cr_expect(watch_shows(&watch, "up to date"));
    watch_type(&watch, "q");
    int status = watch_finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}
