/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/box/daemon/device_access.h"

enum { STRANGER = 54321 };

static char folder[] = "/tmp/pickupbox-test-XXXXXX", chip[64], pattern[64], sentence[DEVICE_ACCESS_SENTENCE_SIZE];

/* A node, as far as its owner, group and mode go. */
static int set_up(void **state) {
        int fd;

        if (!mkdtemp(strcpy(folder, "/tmp/pickupbox-test-XXXXXX")))
                return -1;
        snprintf(chip, sizeof(chip), "%s/gpiochip0", folder);
        snprintf(pattern, sizeof(pattern), "%s/gpiochip*", folder);
        fd = open(chip, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state) {
        return unlink(chip) < 0 ? -1 : rmdir(folder);
}

static bool missing(const struct device_user *user, mode_t mode) {
        assert_int_equal(chmod(chip, mode), 0);
        return device_access_missing(user, pattern, sentence);
}

static const char *group_of_node(void) {
        struct stat node;
        const struct group *group;

        assert_int_equal(stat(chip, &node), 0);
        group = getgrgid(node.st_gid);
        assert_non_null(group);
        return group->gr_name;
}

static gid_t gid_of_node(void) {
        struct stat node;

        assert_int_equal(stat(chip, &node), 0);
        return node.st_gid;
}

static void test_names_the_group_that_a_user_lacks_and_what_to_do(void **state) {
        const struct device_user user = { .uid = STRANGER, .name = "pickupbox", .groups = { STRANGER }, .count = 1 };
        char says[256];

        /* A node of root's own group asks for a rule instead: below. Others than root can only make one of their group. */
        if (geteuid() == 0)
                assert_int_equal(chown(chip, 0, 1), 0);
        assert_true(missing(&user, 0660));
        snprintf(says, sizeof(says), "gpiochip0 belongs to the group %s, which the user pickupbox is not in: `adduser pickupbox %s`",
                 group_of_node(), group_of_node());
        assert_non_null(strstr(sentence, says));
}

static void test_a_node_that_its_group_may_not_use_asks_for_a_rule(void **state) {
        const struct device_user user = { .uid = STRANGER, .name = "pickupbox", .groups = { gid_of_node() }, .count = 1 };

        assert_true(missing(&user, 0640));
        assert_non_null(strstr(sentence, "mode 0640) is closed to the user pickupbox: a udev rule must give it"));
}

static void test_says_nothing_of_what_may_be_opened_or_is_not_there(void **state) {
        const struct device_user member = { .uid = STRANGER, .name = "pickupbox", .groups = { STRANGER, gid_of_node() }, .count = 2 };
        const struct device_user stranger = { .uid = STRANGER, .name = "pickupbox", .count = 0 };

        strcpy(sentence, "untouched");
        assert_false(missing(&member, 0660));
        assert_false(missing(&stranger, 0666));
        assert_true(missing(&stranger, 0664));
        strcpy(sentence, "untouched");
        assert_int_equal(chmod(chip, 0), 0);
        assert_false(device_access_missing(&(struct device_user){ .uid = 0 }, pattern, sentence));
        assert_false(device_access_missing(&stranger, "/nowhere/gpiochip*", sentence));
        assert_string_equal(sentence, "untouched");
}

static void test_the_owner_is_judged_as_owner_and_not_as_member(void **state) {
        struct stat node;
        struct device_user owner = { .name = "pickupbox" };

        assert_int_equal(stat(chip, &node), 0);
        if (node.st_uid == 0) {
                assert_int_equal(chown(chip, STRANGER, node.st_gid), 0);
                node.st_uid = STRANGER;
        }
        owner.uid = node.st_uid;
        owner.groups[owner.count++] = node.st_gid;
        assert_true(missing(&owner, 0060));
        assert_false(missing(&owner, 0600));
}

static void test_knows_the_process_and_no_stranger(void **state) {
        struct device_user user;

        assert_int_equal(device_user_init(&user, geteuid()), 0);
        assert_true(user.count >= 1 && *user.name);
        assert_int_equal(device_user_init(&user, STRANGER), -ENOENT);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(test_names_the_group_that_a_user_lacks_and_what_to_do, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_node_that_its_group_may_not_use_asks_for_a_rule, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_says_nothing_of_what_may_be_opened_or_is_not_there, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_the_owner_is_judged_as_owner_and_not_as_member, set_up, tear_down),
                cmocka_unit_test(test_knows_the_process_and_no_stranger),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
