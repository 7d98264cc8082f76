/* The words of a site's answers, and what is added up over all its groups. */
#include "models/analytic/site.h"

#include "tests/support.h"

START_TEST(every_word_is_there)
{
    for (int i = 0; i < ANALYTIC_METHODS; i++)
        ck_assert_ptr_nonnull(analytic_method_names[i]);
    for (int i = 0; i < ANALYTIC_REGIONS; i++)
        ck_assert_ptr_nonnull(analytic_region_names[i]);
    for (int i = 0; i < ANALYTIC_RESOURCES; i++)
        ck_assert_ptr_nonnull(analytic_resource_names[i]);
    for (int i = 0; i < ANALYTIC_PARTS; i++)
        ck_assert_ptr_nonnull(analytic_part_names[i]);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, every_word_is_there);
}

int main(void)
{
    return run_tests("analytic site", add);
}
