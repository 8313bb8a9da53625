#include <stdio.h>

#include "core/intake/demo_shop.h"

enum { TARGET_BACK_WEEKS = 12, TARGET_WEEKS = 18, BASE_WEEKS = 4 };

static const struct benchmark {
    const char *measure;
    double value, noise;
} benchmarks[] = {{"conversion", 0.0228, 0.03}, {"order_paid_rate", 0.885, 0.008},
    {"order_value", 268, 0.025}, {"refund_rate", 0.061, 0.05}, {"second_purchase_45d", 0.238, 0.02},
    {"items_per_order", 2.4, 0.015}, {"bounce_rate", 0.43, 0.02}, {"cart_rate", 0.079, 0.03},
    {"new_conversion", 0.0064, 0.04}, {"new_paid_rate", 0.88, 0.01},
    {"returning_paid_rate", 0.905, 0.006}, {"rating", 4.62, 0.004}, {"response_seconds", 68, 0.05}};

static bool write_benchmarks(struct demo_shop *shop, struct error *error)
{
    struct demo_random random = demo_random_for(shop->options.seed, 9, DEMO_FOR_TRAFFIC);
    for (size_t i = 0; i < sizeof(benchmarks) / sizeof(benchmarks[0]); i++) {
        for (date_week week = shop->season.first_week; week <= shop->season.last_week; week++) {
            char name[DATE_TEXT];
            date_week_text(week, name);
            double value = benchmarks[i].value * (1 + benchmarks[i].noise * demo_normal(&random));
            if (!demo_rows_put(&shop->rows, DEMO_BENCHMARK_ROW, error, "ttdt",
                    benchmarks[i].measure, name, value, "行业均值 (demo)"))
                return false;
        }
    }
    return true;
}

/* Sales of a week in yuan, as the mean of the four weeks before the target begins. */
static double base_sales(const struct demo_shop *shop, int week)
{
    double sum = 0;
    int weeks = 0;
    for (int i = week - BASE_WEEKS + 1; i <= week; i++) {
        if (i < 0)
            continue;
        sum += (double)shop->counts.week[i].sales / 100;
        weeks++;
    }
    return weeks > 0 ? sum / weeks : 0;
}

static bool write_target(struct demo_shop *shop, const char *node, double base, double goal,
    date_week from, struct error *error)
{
    char base_week[DATE_TEXT], goal_week[DATE_TEXT];
    date_week_text(from, base_week);
    date_week_text(from + TARGET_WEEKS, goal_week);
    return demo_rows_put(
        &shop->rows, DEMO_TARGET_ROW, error, "ttdtd", node, base_week, base, goal_week, goal);
}

static bool write_targets(struct demo_shop *shop, struct error *error)
{
    date_week from = shop->season.last_week - TARGET_BACK_WEEKS;
    if (from < shop->season.first_week)
        from = shop->season.first_week;
    double sales = base_sales(shop, from - shop->season.first_week);
    return write_target(shop, "sales", sales, 1.08 * sales, from, error) &&
           write_target(shop, "second_purchase_45d", 0.25, 0.30, from, error) &&
           write_target(shop, "new_conversion", 0.0067, 0.0073, from, error);
}

static const struct remark {
    int weeks_ago; /* from the last complete week */
    const char *node, *body;
} remarks[] = {{53, NULL, "去年双十一后客服排班偏少，回复慢，今年提前加两名"},
    {23, NULL, "618 主推礼盒，直播场次加倍"},
    {8, "refund_rate", "女鞋新批次尺码偏小，退货明显变多，已反馈供应商"},
    {5, "response_seconds", "大熊回复时间偏长，安排培训"},
    {3, "cost", "钻展投产低于 1，下周起减预算？"}};

static bool write_notes(struct demo_shop *shop, struct error *error)
{
    int64_t id = 0;
    for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
        date_week week = shop->season.last_week - remarks[i].weeks_ago;
        if (week < shop->season.first_week)
            continue;
        char name[DATE_TEXT];
        date_week_text(week, name);
        /* Written on the Monday after, at ten. */
        date_instant at = (date_instant)date_week_monday(week + 1) * DATE_DAY_SECONDS + 10 * 3600 -
                          DEMO_ZONE_SECONDS;
        if (!demo_rows_put(&shop->rows, DEMO_NOTE_ROW, error, "ittit", ++id, name, remarks[i].node,
                DEMO_INT(at), remarks[i].body))
            return false;
    }
    return true;
}

bool demo_plans_write(struct demo_shop *shop, struct error *error)
{
    return write_benchmarks(shop, error) && write_targets(shop, error) && write_notes(shop, error);
}
