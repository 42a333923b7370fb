/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A batch of 1,000 rows of an office beside what it cannot do without, signing and sealing: whole, and its parts. A consignment, that is the CPU
 * time of one; what waits for the disk is not in it. On a file, or on the server of PICKUPBOX_TEST_DATABASE, whose own CPU time is told beside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "controller/office/office_store.h"
#include "controller/office/paper.h"
#include "crypto/ticket.h"
#include "tests/office/fixture.h"
#include "ui/draw/qr.h"

enum { BATCH = 1000, PARTS = 100, SCALE_PX = 10 };

struct scene {
        struct fixture *fixture;
        struct office *office;
        struct secrets secrets;
        struct order order;
        struct issued issued;
        char path[128];
};

static double cpu_us(void) {
        struct timespec now;

        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Of what serves connections there. */
static double server_cpu_us(void) {
        char output[64];

        if (!getenv("PICKUPBOX_TEST_DATABASE"))
                return 0;
        fixture_run(output, sizeof(output), "for p in $(psql -qXAt -c 'SELECT pid FROM pg_stat_activity' $PICKUPBOX_TEST_DATABASE); do"
                                            " cut -d ' ' -f 14,15 /proc/$p/stat 2>/dev/null; done | awk '{ s += $1 + $2 } END { print s }'");
        return strtod(output, NULL) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static double clock_s(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void sign_and_seal(struct scene *scene) {
        struct ticket ticket = { .exp = scene->issued.ticket_exp, .nbf = scene->issued.nbf };
        struct code code = { .exp = scene->issued.code_exp, .nbf = scene->issued.nbf };
        struct buffer text = BUFFER_INIT;
        uint8_t sealed[ORDER_SEALED_LEN];

        memcpy(ticket.aud, "K017", 5);
        memcpy(ticket.contents.aud, "K017", 5);
        memcpy(code.aud, "K017", 5);
        memcpy(ticket.contents.items, scene->order.items, sizeof(ticket.contents.items));
        ticket.contents.item_count = scene->order.item_count;
        memcpy(ticket.contents.reference, scene->issued.reference, sizeof(ticket.contents.reference));
        memcpy(ticket.contents.pin, scene->issued.pin, sizeof(ticket.contents.pin));
        memcpy(ticket.contents.birth, scene->order.birth, sizeof(ticket.contents.birth));
        ticket.contents.days = scene->order.days;
        assert_int_equal(ticket_sign(&ticket, &state_find_box(scene->office->state, "K017")->sealing, scene->secrets.sets[0].keys[STATE_KEY_TICKET], &text), 0);
        assert_int_equal(code_sign(&code, scene->secrets.sets[0].keys[STATE_KEY_CODE], &text), 0);
        order_seal(&scene->order, scene->issued.cti, 1, scene->secrets.values, sealed);
        buffer_wipe(&text);
}

static void draw_letter(struct scene *scene) {
        assert_int_equal(paper_write_letter(scene->office->state, &scene->issued, scene->path), 0);
}

static void draw_pictures(struct scene *scene) {
        const char *const texts[] = { scene->issued.ticket, scene->issued.code };

        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                struct qr qr;

                assert_int_equal(qr_encode(texts[i], QR_LEVEL_M, &qr), 0);
                assert_int_equal(qr_write_png(&qr, SCALE_PX, scene->path), 0);
                qr_deinit(&qr);
        }
}

static void write_rows(struct scene *scene) {
        static uint32_t number;
        struct record *records = calloc(BATCH, sizeof(*records));
        struct registry_change change = { .records = records, .record_count = BATCH };

        assert_non_null(records);
        for (size_t i = 0; i < BATCH; i++) {
                records[i] = (struct record){ .event = RECORD_ISSUE, .t = FIXTURE_NOW, .box = "K017", .nbf = 100000, .ticket_exp = 100100, .code_exp = 100200,
                                              .version = 1 };
                number++;
                memcpy(records[i].cti, &number, sizeof(number));
        }
        assert_int_equal(office_write(scene->office, &change, false, FIXTURE_NOW, &scene->fixture->problems), 0);
        free(records);
}

static void issue_batch(struct scene *scene) {
        struct issued *issued = calloc(BATCH, sizeof(*issued));
        struct order *orders = calloc(BATCH, sizeof(*orders));
        struct parcel_batch files = { .place = { .from = 1 } };

        assert_true(issued && orders);
        for (int i = 0; i < BATCH; i++)
                orders[i] = scene->order;
        assert_int_equal(issue_orders(scene->office, &scene->secrets, orders, BATCH, FIXTURE_NOW, NULL, &scene->fixture->problems, issued, &files), 0);
        free(issued);
        free(orders);
}

static double measure(struct scene *scene, void (*run)(struct scene *), unsigned times, unsigned each) {
        double began;

        run(scene); /* fonts and tables are read once */
        began = cpu_us();
        for (unsigned i = 0; i < times; i++)
                run(scene);
        return (cpu_us() - began) / (times * each);
}

static void a_batch_beside_its_parts(void **state) {
        struct scene scene = { .fixture = *state };
        double whole, signing, letter, pictures, rows, server, began;

        scene.issued = fixture_issue(scene.fixture);
        scene.office = fixture_open(scene.fixture);
        scene.secrets = fixture_secrets(scene.fixture, scene.office, SECRETS_DAY);
        scene.order = fixture_order(scene.office);
        snprintf(scene.path, sizeof(scene.path), "%s/drawn", scene.fixture->folder);
        signing = measure(&scene, sign_and_seal, PARTS, 1);
        letter = measure(&scene, draw_letter, PARTS, 1);
        pictures = measure(&scene, draw_pictures, PARTS, 1);
        rows = measure(&scene, write_rows, 1, BATCH);
        began = clock_s();
        server = server_cpu_us();
        whole = measure(&scene, issue_batch, 1, BATCH);
        server = (server_cpu_us() - server) / (2 * BATCH); /* one is not measured */
        began = (clock_s() - began) / 2;
        print_message("%.0f us of CPU a consignment in a batch of %d: signing and sealing %.0f, its row and entry %.0f, letter %.0f, two pictures %.0f; %.1f times"
                      " signing and sealing; the server %.0f besides; %.1f s by the clock for all\n", whole, BATCH, signing, rows, letter, pictures, whole / signing, server,
                      began);
        office_close(scene.office);
        secrets_deinit(&scene.secrets);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_batch_beside_its_parts, fixture_set_up, fixture_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
