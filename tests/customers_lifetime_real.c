/* CDNOW and Online Retail against answers that other tools computed (see the README beside the
 * shared data). Skipped where the shared data are absent. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/calibration.h"
#include "core/customers/spend.h"
#include "tests/cli_support.h"

#define NEAR(value, expected, tolerance)                                                           \
    cr_assert(fabs((value) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(value),    \
        (double)(expected))

static FILE *shared(const char *name)
{
    char *path = cli_shared(name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    free(path);
    return file;
}

/* --- CDNOW ---------------------------------------------------------------------------------- */

enum { CUSTOMERS = 2357, PURCHASES = 6919 };

static const double fitted[4] = {.2426, 4.4135, .7929, 2.4258};

static void is_the_published_fit(const struct lifetime_model *model)
{
    NEAR(model->r / fitted[0], 1, .005);
    NEAR(model->alpha / fitted[1], 1, .005);
    NEAR(model->a / fitted[2], 1, .005);
    NEAR(model->b / fitted[3], 1, .005);
    NEAR(model->log_likelihood, -9582.43, .005);
}

/* The oracle's times are weeks with two decimals, so that its histories are read as such. */
Test(customers_lifetime_real, every_customer_of_cdnow)
{
    static struct lifetime_history histories[CUSTOMERS];
    static double alive[CUSTOMERS], expected[CUSTOMERS];
    static float scores[2][CUSTOMERS];
    FILE *file = shared("oracles/cdnow_bgnbd_customers.csv");
    char line[256];
    cr_assert_not_null(fgets(line, sizeof(line), file));
    for (int c = 0; c < CUSTOMERS; c++) {
        double last, age;
        cr_assert_not_null(fgets(line, sizeof(line), file));
        cr_assert_eq(sscanf(line, "%*d,%d,%lf,%lf,%lf,%lf", &histories[c].repeats, &last, &age,
                         &alive[c], &expected[c]),
            5);
        histories[c].last = (int32_t)lround(last * 100);
        histories[c].age = (int32_t)lround(age * 100);
    }
    fclose(file);
    struct lifetime_model model;
    struct error error;
    struct lifetime_table *table = lifetime_table_new(histories, CUSTOMERS, 100, NULL, &error);
    cr_assert(lifetime_fit(table, &model, NULL, &error), "%s", error.text);
    is_the_published_fit(&model);
    cr_assert(lifetime_score(table, &model, 39, scores[0], scores[1], NULL, &error));
    double sum = 0;
    for (int c = 0; c < CUSTOMERS; c++) {
        NEAR((double)scores[0][c], alive[c], 1e-4);
        NEAR((double)scores[1][c], expected[c], 1e-4);
        sum += (double)scores[1][c];
    }
    NEAR(sum, 1653.4233, .01);
    lifetime_table_free(&table);
}

struct purchases {
    uint32_t begin[CUSTOMERS + 1];
    date_day days[PURCHASES];
    double value[PURCHASES];
};

static void read_cdnow(struct purchases *purchases)
{
    FILE *file = shared("cdnow/CDNOW_sample.txt");
    int customers = 0, customer, day, last = -1;
    uint32_t count = 0;
    double value;
    while (fscanf(file, "%*d %d %d %*d %lf", &customer, &day, &value) == 3) {
        if (customer != last) {
            purchases->begin[customers++] = count;
            last = customer;
        }
        purchases->value[count] = value;
        purchases->days[count++] = date_from_civil(day / 10000, day / 100 % 100, day % 100);
    }
    purchases->begin[customers] = count;
    cr_assert_eq(customers, CUSTOMERS);
    cr_assert_eq(count, PURCHASES);
    fclose(file);
}

/* From the purchases themselves, split after 39 weeks. */
Test(customers_lifetime_real, calibration_of_cdnow)
{
    static struct purchases purchases;
    struct calibration calibration;
    struct error error;
    read_cdnow(&purchases);
    date_day split = date_from_civil(1997, 9, 30);
    cr_assert(calibration_of(purchases.begin, purchases.days, CUSTOMERS, split, split + 273,
                  &calibration, NULL, &error),
        "%s", error.text);
    is_the_published_fit(&calibration.model);
    NEAR(calibration.weeks, 39, 0);
    NEAR(calibration.actual, 1882, 0);
    NEAR(calibration.predicted, 1653.41, .1);
    /* Customers and purchases after: oracles/cdnow_x_distribution.csv; predicted: means of
     * cdnow_bgnbd_customers.csv, whose times are rounded. */
    static const struct calibration_class classes[CALIBRATION_CLASSES] = {{1411, .236712, .2251},
        {439, .697039, .5231}, {214, 1.392523, 1.0441}, {100, 1.56, 1.5203}, {62, 2.532258, 2.1639},
        {38, 2.947368, 2.6539}, {29, 3.862069, 3.5041}, {64, 6.359375, 6.1574}};
    for (int i = 0; i < CALIBRATION_CLASSES; i++) {
        cr_assert_eq(calibration.classes[i].customers, classes[i].customers);
        NEAR(calibration.classes[i].actual, classes[i].actual, 1e-6);
        NEAR(calibration.classes[i].predicted, classes[i].predicted, .001);
    }
}

Test(customers_lifetime_real, spending_of_cdnow)
{
    static struct spend_history histories[CUSTOMERS];
    FILE *file = shared("oracles/cdnow_bgnbd_customers.csv");
    char line[256];
    cr_assert_not_null(fgets(line, sizeof(line), file));
    for (int c = 0; c < CUSTOMERS; c++) {
        cr_assert_not_null(fgets(line, sizeof(line), file));
        cr_assert_eq(sscanf(line, "%*d,%d,%*f,%*f,%*f,%*f,%*f,%*f,%lf", &histories[c].orders,
                         &histories[c].mean),
            2);
    }
    fclose(file);
    struct spend_model model;
    struct error error;
    cr_assert(spend_fit(histories, CUSTOMERS, &model, NULL, &error), "%s", error.text);
    cr_assert_eq(model.customers, 946);
    NEAR(model.p / 6.25, 1, .01);
    NEAR(model.q / 3.74, 1, .01);
    NEAR(model.v / 15.44, 1, .01);
    NEAR(model.p, 6.2488027, .0005); /* lifetimes, scipy */
    NEAR(model.q, 3.7445884, .0005);
    NEAR(model.v, 15.4477472, .002);
    NEAR(model.log_likelihood, -4055.923243, .0005);
    NEAR(spend_mean(&model), 35.1710016, .0005);
    static const double first[10] = {
        24.6586, 18.9115, 35.171, 35.171, 35.171, 71.4629, 18.9115, 35.171, 27.2824, 35.171};
    for (int c = 0; c < 10; c++) {
        NEAR(spend_expected(&model, &histories[c]), first[c], .002);
    }
}

/* --- Online Retail --------------------------------------------------------------------------- */

enum { RETAIL_CUSTOMERS = 4338, RETAIL_LINES = 400000 };

struct retail_line {
    int customer;
    date_day day;
};

static int by_customer_and_day(const void *one, const void *other)
{
    const struct retail_line *a = one, *b = other;
    return a->customer != b->customer ? a->customer - b->customer : a->day - b->day;
}

/* The start of the so-many-eth last field. */
static char *field_from_end(char *line, int fields)
{
    char *place = line + strlen(line);
    while (place > line && fields > 0) {
        fields -= *--place == ',';
    }
    return place + 1;
}

/* A line with a customer, not cancelled, quantity and price above zero. */
static bool take(char *line, struct retail_line *taken)
{
    int quantity, year, month, day;
    double price, customer;
    if (*line == 'C' || sscanf(field_from_end(line, 5), "%d,%d-%d-%d %*[^,],%lf,%lf", &quantity,
                            &year, &month, &day, &price, &customer) != 6) {
        return false;
    }
    *taken = (struct retail_line){(int)customer, date_from_civil(year, month, day)};
    return quantity > 0 && price > 0;
}

Test(customers_lifetime_real, online_retail_is_refused)
{
    static struct retail_line lines[RETAIL_LINES];
    static date_day days[RETAIL_LINES];
    static uint32_t begin[RETAIL_CUSTOMERS + 2];
    static struct lifetime_history histories[RETAIL_CUSTOMERS];
    FILE *file = shared("online_retail/online_retail.csv");
    char line[1024];
    size_t count = 0, customers = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        count += take(line, &lines[count]);
    }
    fclose(file);
    cr_assert_eq(count, 397884);
    qsort(lines, count, sizeof(*lines), by_customer_and_day);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || lines[i].customer != lines[i - 1].customer) {
            begin[customers++] = (uint32_t)i;
        }
        days[i] = lines[i].day;
    }
    begin[customers] = (uint32_t)count;
    cr_assert_eq(customers, RETAIL_CUSTOMERS);
    lifetime_histories(begin, days, customers, date_from_civil(2011, 12, 9), histories);
    struct lifetime_model model;
    struct error error;
    struct lifetime_table *table =
        lifetime_table_new(histories, customers, LIFETIME_DAYS, NULL, &error);
    cr_assert_not(lifetime_fit(table, &model, NULL, &error));
    cr_assert_not_null(strstr(error.text, "b runs to infinity"), "%s", error.text);
    lifetime_table_free(&table);
}
