#include <stdio.h>

#include "core/intake/demo_shop.h"

static bool write_names(struct demo_shop *shop, struct error *error)
{
    struct demo_rows *rows = &shop->rows;
    bool good = demo_rows_put(rows, DEMO_SOURCE_ROW, error, "it", DEMO_INT(1), "demo");
    for (int i = 0; good && i < DEMO_CHANNELS; i++)
        good = demo_rows_put(
            rows, DEMO_CHANNEL_ROW, error, "it", DEMO_INT(i + 1), demo_channels[i].name);
    for (int i = 0; good && i < DEMO_REGIONS; i++)
        good = demo_rows_put(
            rows, DEMO_REGION_ROW, error, "it", DEMO_INT(i + 1), demo_regions[i].name);
    for (int i = 0; good && i < DEMO_CATEGORIES; i++)
        good = demo_rows_put(
            rows, DEMO_CATEGORY_ROW, error, "it", DEMO_INT(i + 1), demo_categories[i].name);
    for (int i = 0; good && i < DEMO_BRANDS; i++)
        good = demo_rows_put(rows, DEMO_BRAND_ROW, error, "it", DEMO_INT(i + 1), demo_brands[i]);
    for (int i = 0; good && i < DEMO_AGENTS; i++)
        good =
            demo_rows_put(rows, DEMO_AGENT_ROW, error, "it", DEMO_INT(i + 1), demo_agents[i].name);
    for (int i = 0; good && i < DEMO_COUPONS; i++)
        good = demo_rows_put(rows, DEMO_COUPON_ROW, error, "ittii", DEMO_INT(i + 1),
            demo_coupons[i].code, demo_coupons[i].name, DEMO_INT(demo_coupons[i].value),
            DEMO_INT(demo_coupons[i].minimum));
    return good;
}

static bool write_products(struct demo_shop *shop, struct error *error)
{
    for (int i = 0; i < DEMO_PRODUCTS; i++) {
        const struct demo_product *product = &shop->goods.product[i];
        char sku[16], launched[DATE_TEXT];
        snprintf(sku, sizeof(sku), "HG-%04d", i + 1);
        date_day_text(product->launched, launched);
        if (!demo_rows_put(&shop->rows, DEMO_PRODUCT_ROW, error, "ittiiiit", DEMO_INT(i + 1), sku,
                product->name, DEMO_INT(product->category + 1), DEMO_INT(product->brand + 1),
                DEMO_INT(product->price), DEMO_INT(product->cost), launched))
            return false;
    }
    return true;
}

static bool write_campaign(struct demo_shop *shop, int index, struct error *error)
{
    const struct demo_campaign *campaign = &shop->campaigns.campaign[index];
    char read_on[DATE_TEXT];
    date_day_text(campaign->read_on, read_on);
    if (!demo_rows_put(&shop->rows, DEMO_CAMPAIGN_ROW, error, "itttiit", DEMO_INT(index + 1),
            campaign->name, campaign->goal, campaign->salt, DEMO_INT(campaign->starts_at),
            DEMO_INT(campaign->ends_at), read_on))
        return false;
    for (int i = 0; i < campaign->waves; i++)
        if (!demo_rows_put(&shop->rows, DEMO_WAVE_ROW, error, "iiitit",
                DEMO_INT(index * DEMO_WAVES_MOST + i + 1), DEMO_INT(index + 1), DEMO_INT(i + 1),
                campaign->wave[i].medium, DEMO_INT(campaign->wave[i].leaves_at),
                campaign->wave[i].text))
            return false;
    return true;
}

bool demo_frame_write(struct demo_shop *shop, struct error *error)
{
    if (!write_names(shop, error) || !write_products(shop, error))
        return false;
    for (int i = 0; i < shop->campaigns.count; i++)
        if (!write_campaign(shop, i, error))
            return false;
    return true;
}
