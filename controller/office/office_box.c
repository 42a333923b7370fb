/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Boxes and staff of an office.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/unsynced.h"
#include "controller/office/fields.h"
#include "controller/office/office_store.h"
#include "controller/office/paper.h"
#include "crypto/note.h"
#include "ui/draw/qr.h"

enum { BADGE_SCALE_PX = 10 };

static bool is_line(const char *text, size_t max_len) {
        size_t len = strlen(text);
        json_t *string = json_string(text); /* refuses what is not UTF-8 */
        bool good = string && len <= max_len && text_is_one_line(text, len);

        json_decref(string);
        return good;
}

static int check_address(const char *address, struct problems *problems) {
        return is_line(address, BUNDLE_LINE_MAX) ? 0 : problems_add(problems, TEXT_PROBLEM_ADDRESS, "n", NUMERAL(BUNDLE_LINE_MAX), NULL);
}

static int check_id(const struct state_box *old, const struct enrolment *enrolment, const char *fingerprint, bool replace,
                    struct problems *problems) {
        if (old && !replace && strcmp(old->fingerprint, fingerprint) == 0)
                return problems_add(problems, TEXT_PROBLEM_BOX_SAME, "box", old->id, NULL);
        if (old && !replace)
                return problems_add(problems, TEXT_PROBLEM_BOX_OTHER_KEYS, "box", old->id, "old", old->fingerprint, "new",
                                    fingerprint, NULL);
        if (!old && replace)
                return problems_add(problems, TEXT_PROBLEM_BOX_NOT_THERE, "box", enrolment->box_id, NULL);
        return 0;
}

/* The key that the box had before is kept under its id: receipts and old exports are signed by it. */
static int keep_former_vkey(const struct office *office, const char *path, const struct state_box *box, const struct vkey *now) {
        char kept[OFFICE_PATH_SIZE], id[2 * NOTE_KEY_ID_LEN + 1];
        struct buffer text = BUFFER_INIT;
        struct vkey former;
        int r;

        r = file_read(path, NOTE_VKEY_MAX, &text);
        if (r == 0 && (vkey_parse(buffer_text(&text), text.len, &former) != 0 || memcmp(former.key.x, now->key.x, KEY_PUBLIC_LEN) == 0))
                r = -ENOENT; /* nothing to keep */
        buffer_deinit(&text);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        hex_encode(former.id, NOTE_KEY_ID_LEN, id);
        office_path(office, kept, "boxes/%s-%s.vkey", box->id, id);
        return rename(path, kept) < 0 ? -errno : 0;
}

/* The key by which anybody can check the box's ledger: handed to auditors from here, not by the box itself. */
static int write_vkey(const struct office *office, const struct state_box *box, struct problems *problems) {
        char path[OFFICE_PATH_SIZE], name[NOTE_NAME_MAX + 1];
        struct buffer line = BUFFER_INIT;
        struct vkey vkey;
        int r;

        snprintf(name, sizeof(name), "%s/pickupbox/%s", office->state->domain, box->id);
        vkey_init(&vkey, name, NOTE_TYPE_ED25519, &box->ledger);
        office_path(office, path, "boxes");
        r = mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
        office_path(office, path, "boxes/%s.vkey", box->id);
        if (r == 0)
                r = keep_former_vkey(office, path, box, &vkey);
        if (r == 0)
                r = vkey_format(&vkey, &line);
        if (r == 0)
                r = buffer_append_text(&line, "\n");
        if (r == 0)
                r = file_replace(path, line.data, line.len, 0644);
        buffer_deinit(&line);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_BOX_KEY_UNWRITTEN, "path", path, NULL) : 0;
}

static int record_box(struct office *office, const struct state_box *box, int64_t now_s, struct problems *problems) {
        struct act act = { .event = ACT_BOX };
        struct registry_change change = { .acts = &act, .act_count = 1 };

        memcpy(act.box, box->id, sizeof(act.box));
        return office_write(office, &change, true, now_s, problems);
}

int office_add_box(struct office *office, const uint8_t *enrolment, size_t len, const char *address, bool replace, int64_t now_s,
                   struct problems *problems, const struct state_box **ret_box) {
        struct state_box box = { .added = (uint32_t)now_s };
        struct enrolment opened;
        const struct state_box *old;
        int r;

        r = enrolment_open(enrolment, len, &opened);
        if (r > 0)
                return problems_add(problems, TEXT_PROBLEM_ENROLMENT_BAD, "why", refusal_name((enum refusal)r), NULL);
        if (r < 0)
                return r;
        enrolment_fingerprint(enrolment, len, box.fingerprint);
        old = state_find_box(office->state, opened.box_id);
        r = check_id(old, &opened, box.fingerprint, replace, problems);
        if (r == 0 && address)
                r = check_address(address, problems);
        if (r != 0)
                return r;
        memcpy(box.id, opened.box_id, sizeof(box.id));
        snprintf(box.address, sizeof(box.address), "%s", address ? address : old ? old->address : "");
        box.enrol = opened.enrol;
        box.ledger = opened.ledger;
        box.sealing = opened.sealing;
        r = state_put_box(office->state, &box, problems);
        if (r == 0)
                r = record_box(office, &box, now_s, problems);
        if (r == 0)
                r = write_vkey(office, &box, problems);
        if (r == 0)
                *ret_box = state_find_box(office->state, box.id);
        return r;
}

static int write_badge(const struct office *office, const struct state_staff *staff, const char *name, const struct buffer *text) {
        char path[OFFICE_PATH_SIZE];
        struct buffer line = BUFFER_INIT;
        struct qr qr;
        int r;

        office_path(office, path, "badges/%s", staff->sub);
        if (mkdir(path, 0700) < 0 && errno != EEXIST)
                return -errno;
        r = qr_encode(buffer_text(text), QR_LEVEL_M, &qr);
        if (r < 0)
                return r;
        office_path(office, path, "badges/%s/badge.png", staff->sub);
        r = qr_write_png(&qr, BADGE_SCALE_PX, path);
        qr_deinit(&qr);
        office_path(office, path, "badges/%s/badge.pdf", staff->sub);
        if (r == 0)
                r = paper_write_card(office->state, staff, name, buffer_text(text), path);
        if (r == 0)
                r = buffer_printf(&line, "%s\n", buffer_text(text));
        if (r == 0) {
                office_path(office, path, "badges/%s/badge.txt", staff->sub);
                r = file_replace(path, line.data, line.len, 0600);
        }
        if (r == 0)
                r = unsynced_wait(path);
        buffer_wipe(&line);
        return r;
}

/* The one-time PIN's verifier, sealed to the office: its file alone is of no use for trying PINs. */
static int seal_pin(const struct office *office, const char *pin, uint8_t ret_sealed[STATE_SEALED_PIN_LEN]) {
        char verifier[PIN_VERIFIER_SIZE] = { 0 };
        struct buffer sealed = BUFFER_INIT;
        int r;

        r = pin_hash(pin, verifier);
        if (r == 0)
                r = sealing_seal(&office->state->sealing, verifier, sizeof(verifier), &sealed);
        if (r == 0)
                memcpy(ret_sealed, sealed.data, STATE_SEALED_PIN_LEN);
        explicit_bzero(verifier, sizeof(verifier));
        buffer_deinit(&sealed);
        return r;
}

static int sign_badge(const struct office *office, const struct secrets *secrets, const struct state_staff *staff, struct buffer *ret_text) {
        const struct secret_key *key = secrets_signer(secrets, office->state, STATE_KEY_BADGE, staff->from);
        struct badge badge = { .exp = staff->until, .nbf = staff->from };

        memcpy(badge.sub, staff->sub, sizeof(badge.sub));
        memcpy(badge.cti, staff->badge_cti, CTI_LEN);
        return key ? badge_sign(&badge, key, ret_text) : -ENOKEY;
}

/* Makes badge and verifier. The badge is good only once a bundle names it, so it may be written before office.json. */
static int make_staff(struct office *office, const struct secrets *secrets, struct state_staff *staff, const char *name, const char *pin, int64_t now_s,
                      struct problems *problems) {
        struct act act = { .event = ACT_PERSON };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        struct buffer text = BUFFER_INIT;
        int r;

        r = seal_pin(office, pin, staff->sealed_pin);
        if (r == 0)
                r = sign_badge(office, secrets, staff, &text);
        if (r == 0)
                r = write_badge(office, staff, name, &text);
        buffer_wipe(&text);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_BADGE, "sub", staff->sub, NULL);
        r = state_add_staff(office->state, staff, problems);
        memcpy(act.sub, staff->sub, sizeof(act.sub));
        return r == 0 ? office_write(office, &change, true, now_s, problems) : r;
}

int office_add_staff(struct office *office, const struct secrets *secrets, const char *sub, const char *name, enum role role, int64_t now_s,
                     struct problems *problems, char ret_pin[STAFF_PIN_LEN + 1]) {
        const struct state_validity *newest = &office->state->keys[STATE_KEY_BADGE];
        int64_t until = now_s + (int64_t)OFFICE_BADGE_DAYS * 86400;
        struct state_staff staff = { .role = role, .from = (uint32_t)now_s };
        char pin[STAFF_PIN_LEN + 1];
        int r;

        if (!sub_valid(sub))
                return problems_add(problems, TEXT_PROBLEM_STAFF_ID, "sub", CUT(sub, 40), NULL);
        if (strcmp(sub, ".") == 0 || strcmp(sub, "..") == 0)
                return problems_add(problems, TEXT_PROBLEM_STAFF_ID_DOTS, NULL);
        if (!is_line(name, OFFICE_CARD_NAME_MAX))
                return problems_add(problems, TEXT_OFFICE_NAME_BAD, "n", NUMERAL(OFFICE_CARD_NAME_MAX), NULL);
        r = paper_check_name(name, problems);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL);
        if (r != 0)
                return r;
        if (state_find_staff(office->state, sub))
                return problems_add(problems, TEXT_PROBLEM_STAFF_ALREADY, "sub", sub, NULL);
        if (!state_key_at(office->state, STATE_KEY_BADGE, now_s))
                return problems_add(problems, TEXT_PROBLEM_BADGE_KEY, NULL);
        snprintf(staff.sub, sizeof(staff.sub), "%s", sub);
        staff.until = (uint32_t)(until < newest->until ? until : newest->until);
        if (getrandom(staff.badge_cti, CTI_LEN, 0) != CTI_LEN)
                return -EIO;
        pin_random(STAFF_PIN_LEN, pin);
        r = make_staff(office, secrets, &staff, name, pin, now_s, problems);
        if (r == 0)
                memcpy(ret_pin, pin, sizeof(pin));
        explicit_bzero(pin, sizeof(pin));
        return r;
}

int office_remove_staff(struct office *office, const char *sub, int64_t now_s, struct problems *problems) {
        struct act act = { .event = ACT_PERSON_GONE };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        int r;

        if (!state_find_staff(office->state, sub))
                return problems_add(problems, TEXT_PROBLEM_STAFF_NOBODY, "sub", CUT(sub, 40), NULL);
        snprintf(act.sub, sizeof(act.sub), "%s", sub);
        r = state_remove_staff(office->state, sub);
        return r == 0 ? office_write(office, &change, true, now_s, problems) : r;
}
