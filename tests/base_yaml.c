#include <criterion/criterion.h>
#include <string.h>

#include "core/base/yaml.h"

static struct yaml *parse(const char *text, struct error *error)
{
    return yaml_parse("test.yaml", text, strlen(text), error);
}

Test(base_yaml, values_and_places)
{
    struct error error = {{0}};
    struct yaml *root = parse("a: 1\nlist:\n  - x\n  - {k: v}\nflag: yes\n", &error);
    cr_assert_not_null(root, "%s", error.text);
    const struct yaml *list;
    cr_assert(yaml_need_list(root, "list", &list, &error));
    cr_expect_eq(list->count, 2);
    cr_expect_str_eq(yaml_text(list->values[1], "k", ""), "v");
    cr_expect_eq(list->values[1]->line, 4);
    cr_expect_eq(list->values[1]->column, 5);
    long number = 0;
    bool flag = false;
    cr_expect(yaml_take_integer(root, "a", &number, &error) && number == 1);
    cr_expect(yaml_take_flag(root, "flag", &flag, &error) && flag);
    yaml_close(&root);
}

static void expect_error(const char *text, const char *part)
{
    struct error error = {{0}};
    struct yaml *root = parse(text, &error);
    cr_expect_null(root, "%s", text);
    cr_expect_not_null(strstr(error.text, part), "%s", error.text);
    yaml_close(&root);
}

Test(base_yaml, errors_name_their_place)
{
    expect_error("a: 1\na: 2\n", "test.yaml:2:1: this key stands twice");
    expect_error("a: [1\n", "test.yaml:");
    expect_error("a: &x 1\nb: *x\n", "test.yaml:2:4: anchors");
    expect_error("a: 1\n---\nb: 2\n", "test.yaml:2:1: only one document");
    expect_error("a: \"\xff\"\n", "test.yaml:");
    expect_error("{[a]: 1}\n", "a key must be plain text");
}

Test(base_yaml, deep_nesting_is_refused)
{
    char text[400];
    memset(text, '[', 200);
    memset(text + 200, ']', 199);
    text[399] = '\0';
    expect_error(text, "nested too deeply");
}

Test(base_yaml, an_empty_document_is_an_empty_map)
{
    struct error error;
    struct yaml *root = parse("# nothing\n", &error);
    cr_assert_not_null(root);
    cr_expect_eq(root->kind, YAML_MAP);
    cr_expect_eq(root->count, 0);
    yaml_close(&root);
}

Test(base_yaml, wrong_types_and_unknown_keys)
{
    struct error error;
    struct yaml *root = parse("n: many\nextra: 1\n", &error);
    double number = 0;
    cr_expect_not(yaml_take_number(root, "n", &number, &error));
    cr_expect_str_eq(error.text, "test.yaml:1:4: \"n\" must be a number");
    static const char *const keys[] = {"n", NULL};
    cr_expect_not(yaml_only(root, keys, &error));
    cr_expect_str_eq(error.text, "test.yaml:2:1: \"extra\" is not known here; known are n");
    const char *text;
    cr_expect_not(yaml_need_text(root, "gone", &text, &error));
    cr_expect_not_null(strstr(error.text, "\"gone\" is missing here"));
    yaml_close(&root);
}
