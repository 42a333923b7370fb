/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/box/store/fresh.h"
#include "tests/support/cmocka.h"

static void make_in(const char *parent, struct box_files *ret_files) {
        snprintf(ret_files->folder, sizeof(ret_files->folder), "%s/pickupbox-store-XXXXXX", parent);
        assert_non_null(mkdtemp(ret_files->folder));
        snprintf(ret_files->path, sizeof(ret_files->path), "%s/box.db", ret_files->folder);
}

void box_folder_make(struct box_files *ret_files) {
        make_in("/tmp", ret_files);
}

void box_folder_make_in_memory(struct box_files *ret_files) {
        make_in(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", ret_files);
}

void box_folder_remove(const struct box_files *files) {
        DIR *folder = opendir(files->folder);
        struct dirent *file;
        char name[400];

        assert_non_null(folder);
        while ((file = readdir(folder))) {
                snprintf(name, sizeof(name), "%s/%s", files->folder, file->d_name);
                if (file->d_name[0] != '.')
                        unlink(name);
        }
        closedir(folder);
        assert_int_equal(rmdir(files->folder), 0);
}

int box_adopt_version(struct store *store, uint32_t version, const struct bundle_staff *staff, size_t staff_count) {
        struct bundle_staff copy[8];
        struct bundle bundle = {
                .version = version,
                .issued = (uint32_t)(BOX_T / 1000) - 86400,
                .domain = "ausweis.example.de",
                .staff = copy,
                .staff_count = staff_count,
        };
        struct public_key root = { { 7 } };
        char bytes[16];

        assert(staff_count <= ARRAY_LEN(copy));
        if (staff_count)
                memcpy(copy, staff, staff_count * sizeof(*staff));
        snprintf(bytes, sizeof(bytes), "bundle %u", version);
        return store_adopt(store, BOX_T, (const uint8_t *)bytes, strlen(bytes), &bundle, &root);
}

struct store *box_store_open(const struct box_files *files) {
        struct store *store = NULL;

        assert_int_equal(store_open(files->path, STORE_MODE_SIMULATED, &store), 0);
        store_trust_clock(store, true);
        return store;
}

struct store *box_store(const struct box_files *files) {
        const struct store_config config = { .box_id = "K017", .compartments = BOX_COMPARTMENTS };
        struct store *store;

        assert_int_equal(fresh_store(files->path, &config), 0);
        store = box_store_open(files);
        assert_int_equal(box_adopt_version(store, 1, NULL, 0), 0);
        return store;
}

int box_set_up(void **state) {
        static struct box_fixture fixture;

        box_folder_make_in_memory(&fixture.files);
        fixture.store = box_store(&fixture.files);
        box_cti(1, fixture.cti);
        *state = &fixture;
        return 0;
}

int box_tear_down(void **state) {
        struct box_fixture *fixture = *state;

        store_close(fixture->store);
        box_folder_remove(&fixture->files);
        return 0;
}

void box_cti(unsigned n, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, (int)n, CTI_LEN);
}

void box_tag(const char *what, unsigned n, uint8_t ret_tag[TAG_LEN]) {
        char text[64];

        snprintf(text, sizeof(text), "[%-9s of number %010u]", what, n);
        memcpy(ret_tag, text, TAG_LEN);
}

struct store_load box_load(unsigned n) {
        struct store_load load = {
                .c = n,
                .items = { ITEM_PASSPORT },
                .item_count = 1,
                .nbf = (uint32_t)(BOX_T / 1000),
                .forget_after = (uint32_t)(BOX_T / 1000) + 30 * 86400,
                .deadline_ms = BOX_T + BOX_DEADLINE_MS,
        };

        box_cti(n, load.cti);
        box_tag("reference", n, load.reference_tag);
        box_tag("pin", n, load.pin_tag);
        box_tag("birth", n, load.birth_tag);
        return load;
}

void box_store_one(struct store *store, unsigned n, int64_t t_ms) {
        struct store_load load = box_load(n);

        assert_int_equal(store_load_begin(store, t_ms, load.cti, n, "anna"), 0);
        assert_int_equal(store_loaded(store, t_ms, &load, "anna"), 0);
}

int box_answer(struct store *store, unsigned n, int64_t t_ms, bool right) {
        uint8_t cti[CTI_LEN], tag[TAG_LEN];
        unsigned left;
        int64_t until;

        box_cti(n, cti);
        box_tag("birth", right ? n : 999, tag);
        return store_answer(store, t_ms, cti, NULL, tag, &left, &until);
}

struct consignment box_consignment(struct store *store, unsigned n) {
        struct consignment consignment;
        uint8_t cti[CTI_LEN];

        box_cti(n, cti);
        assert_int_equal(store_consignment(store, cti, &consignment), 0);
        return consignment;
}

enum consignment_state box_state(struct store *store, unsigned n) {
        return box_consignment(store, n).state;
}

void box_bring(struct store *store, enum consignment_state state) {
        uint8_t cti[CTI_LEN];
        unsigned count;
        uint64_t index;

        box_cti(1, cti);
        if (state == CONSIGNMENT_LOADING)
                assert_int_equal(store_load_begin(store, BOX_T, cti, 1, "anna"), 0);
        else
                box_store_one(store, 1, BOX_T);
        switch (state) {
        case CONSIGNMENT_LOADING:
        case CONSIGNMENT_STORED:
                break;
        case CONSIGNMENT_RELEASING:
                assert_int_equal(store_release(store, BOX_T, cti, WAY_CODE), 0);
                break;
        case CONSIGNMENT_ISSUED:
                assert_int_equal(store_release(store, BOX_T, cti, WAY_CODE), 0);
                assert_int_equal(store_issued(store, BOX_T, cti, HOW_SEEN, &index), 0);
                break;
        case CONSIGNMENT_EXPIRED:
                assert_int_equal(store_expire(store, BOX_T + BOX_DEADLINE_MS, &count), 0);
                assert_int_equal(count, 1);
                break;
        case CONSIGNMENT_QUARANTINED:
                assert_int_equal(store_quarantine(store, BOX_T, 1, REASON_FORCED_OPEN), 0);
                break;
        case CONSIGNMENT_REMOVED:
                assert_int_equal(store_removed(store, BOX_T, cti, FOUND_THERE, "anna"), 0);
                break;
        }
        assert_int_equal(box_state(store, 1), state);
}

enum compartment_state box_compartment(struct store *store, unsigned c) {
        struct store_compartment compartment;

        assert_int_equal(store_compartment(store, c, &compartment), 0);
        return compartment.state;
}

struct entry box_entry(struct store *store, uint64_t back) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;

        store_source(store, &source);
        assert_true(back < source.size);
        assert_int_equal(source.entry(source.context, source.size - 1 - back, &line), 0);
        assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
        return entry;
}
