/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box …`: making a box and telling it whom to trust.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "controller/command/member.h"
#include "controller/command/command_box.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/box_rotation.h"
#include "controller/box/daemon/config_folder.h"
#include "controller/box/daemon/control_client.h"
#include "controller/box/store/store.h"

enum { ROOT_FILE_MAX = 256 };

/* ---- init ---- */

static int init_error(int r, const char *dir) {
        if (r == -EEXIST)
                command_error("%s exists already; a box begins in a new folder", dir);
        else if (r == -ENOTEMPTY)
                command_error("the anchor of a box that was in %s before is beside it; if that box is gone for good, remove the file and repeat",
                              dir);
        else if (r == -ENOENT)
                command_error("%s cannot be made: the folder above it does not exist", dir);
        else
                command_error("%s cannot be made: %s; nothing was left behind", dir, strerror(-r));
        return r == -EEXIST || r == -ENOTEMPTY ? COMMAND_REFUSED : COMMAND_FAULT;
}

static int box_init(int argc, char **argv) {
        const char *id = NULL, *compartments = NULL;
        const struct command_option options[] = {
                { .name = "id", .value = &id },
                { .name = "compartments", .value = &compartments },
        };
        char fingerprint[ENROLMENT_FINGERPRINT_SIZE], enrolment[PATH_MAX];
        struct box_folder folder;
        unsigned long count;
        char *end;
        int r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &argc);
        if (r != COMMAND_DONE)
                return r;
        if (!id || !box_id_valid(id)) {
                command_error("--id must be 1 to %d characters of A-Z and 0-9, such as K017", BOX_ID_MAX);
                return COMMAND_FAULT;
        }
        count = compartments && *compartments >= '0' && *compartments <= '9' ? strtoul(compartments, &end, 10) : 0;
        if (count < 1 || count > STORE_COMPARTMENTS_MAX || *end) {
                command_error("--compartments must be 1 to %d", STORE_COMPARTMENTS_MAX);
                return COMMAND_FAULT;
        }
        r = box_folder_create(argv[1], id, (unsigned)count, fingerprint);
        if (r == 0)
                r = box_folder_at(argv[1], &folder);
        if (r == 0)
                r = box_folder_enrolment(&folder, id, enrolment);
        if (r < 0)
                return init_error(r, argv[1]);
        printf("Box %s is in %s. Give %s to the office and compare there:\n%s\n", id, folder.dir, enrolment, fingerprint);
        return COMMAND_DONE;
}

/* ---- adopt ---- */

static int read_root(const char *given, struct public_key *ret_root) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r;

        if (hex_decode(given, strlen(given), ret_root->x, sizeof(ret_root->x)))
                return COMMAND_DONE;
        r = file_read(given, ROOT_FILE_MAX, &text);
        if (r < 0) {
                command_error("--root: %s is neither 64 hexadecimal digits nor a file that can be read: %s", given, strerror(-r));
                return COMMAND_FAULT;
        }
        while (text.len > 0 && strchr("\r\n ", text.data[text.len - 1]))
                text.len--;
        if (!hex_decode(buffer_text(&text), text.len, ret_root->x, sizeof(ret_root->x))) {
                command_error("--root: %s does not hold a root key of 64 hexadecimal digits", given);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
}

/* The daemon judges by the root key that it pinned; a root key given beside it must have signed the bundle too. */
static int check_root(const struct buffer *bundle, const struct public_key *root) {
        CLEANUP(bundle_cleanup) struct bundle *opened = NULL;
        int r = bundle_open(bundle->data, bundle->len, root, &opened);

        if (r == 0)
                return COMMAND_DONE;
        if (r == REFUSAL_UNKNOWN_KEY)
                command_error("this bundle is signed by another root key than --root");
        else if (r > 0)
                command_error("this is not a bundle (%s); get it from the office again", refusal_name((enum refusal)r));
        else
                command_error("the bundle cannot be read: %s", strerror(-r));
        return r > 0 ? COMMAND_REFUSED : COMMAND_FAULT;
}

static int adopt_by_daemon(struct control_client *client, const struct buffer *bundle) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        json_t *request, *answer = NULL;
        int r, status = COMMAND_FAULT;

        r = base64_encode(bundle->data, bundle->len, &text);
        request = r < 0 ? NULL : json_pack("{s:s,s:s}", "request", "adopt", "bundle", buffer_text(&text));
        r = request ? control_client_ask(client, request, &answer) : -ENOMEM;
        if (r < 0) {
                command_error("the daemon did not take the bundle: %s", strerror(-r));
        } else if (json_is_true(json_object_get(answer, "ok"))) {
                puts("The running box has taken it.");
                status = COMMAND_DONE;
        } else {
                const char *error = json_string_value(json_object_get(answer, "error"));

                command_error("%s", json_string_value(json_object_get(answer, "message")));
                status = error && (strcmp(error, "busy") == 0 || strcmp(error, "refused") == 0) ? COMMAND_REFUSED : COMMAND_FAULT;
        }
        json_decref(request);
        json_decref(answer);
        return status;
}

static int adopt_by_ourselves(const struct config *config, const struct buffer *bundle, const struct public_key *root) {
        char message[ADOPT_MESSAGE_SIZE];
        uint32_t version;
        int r;

        r = adopt_directly(config, bundle->data, bundle->len, root, command_now_ms(), &version, message);
        if (r != 0) {
                command_error("%s", message);
                return r == ADOPT_E_REFUSED ? COMMAND_REFUSED : COMMAND_FAULT;
        }
        if (version)
                printf("Box %s has adopted bundle %u.\n", config->box_id, version);
        else
                printf("Box %s has taken the revocations.\n", config->box_id);
        return COMMAND_DONE;
}

static int box_adopt_bundle(int argc, char **argv) {
        const char *root_given = NULL;
        const struct command_option options[] = { { .name = "root", .value = &root_given } };
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT;
        static struct config config;
        char message[CONFIG_MESSAGE_SIZE];
        struct control_client client;
        struct box_folder folder;
        struct public_key root;
        int r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &argc);
        if (r == COMMAND_DONE && root_given)
                r = read_root(root_given, &root);
        if (r != COMMAND_DONE)
                return r;
        r = file_read(argv[2], BUNDLE_MAX_LEN, &bundle);
        if (r < 0) {
                command_error("cannot read the bundle %s: %s", argv[2], r == -EFBIG ? "it is longer than any bundle" : strerror(-r));
                return r == -EFBIG ? COMMAND_REFUSED : COMMAND_FAULT;
        }
        if (box_folder_at(argv[1], &folder) < 0) {
                command_error("%s is not the name of a folder", argv[1]);
                return COMMAND_FAULT;
        }
        if (config_read(folder.config, &config, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        r = control_client_open(config.socket, &client);
        if (r == 0) {
                r = root_given ? check_root(&bundle, &root) : COMMAND_DONE;
                if (r == COMMAND_DONE)
                        r = adopt_by_daemon(&client, &bundle);
                control_client_close(&client);
                return r;
        }
        if (r != -ENOENT && r != -ECONNREFUSED) {
                command_error("the control socket %s cannot be used: %s", config.socket, strerror(-r));
                return COMMAND_FAULT;
        }
        return adopt_by_ourselves(&config, &bundle, root_given ? &root : NULL);
}

/* ---- rotate ---- */

static int box_rotate(int argc, char **argv) {
        char message[BOX_ROTATION_MESSAGE_SIZE];
        struct box_rotation rotation;
        struct box_folder folder;
        bool lost = false;
        const struct command_option options[] = { { .name = "lost", .flag = &lost } };
        int r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &argc);
        if (r != COMMAND_DONE)
                return r;
        if (config_folder(argv[1], &folder, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        r = box_rotation_make(&folder, lost, command_now_ms(), &rotation, message);
        if (r != 0) {
                command_error("%s", message);
                return r == BOX_ROTATION_E_REFUSED ? COMMAND_REFUSED : COMMAND_FAULT;
        }
        printf("%s Give %s to the office (add-box --replace) and compare there:\n%s\n",
               rotation.finished ? "A change of the ledger's key that was cut is finished." : "The ledger's key is changed.", rotation.enrolment,
               rotation.fingerprint);
        return COMMAND_DONE;
}

const struct member_command box_commands[] = {
        { COMMAND_BOX_INIT, box_init },
        { COMMAND_BOX_ADOPT, box_adopt_bundle },
        { COMMAND_BOX_WIRING, box_run_wiring },
        { COMMAND_BOX_SCANNER, box_run_scanner },
        { COMMAND_BOX_ROTATE, box_rotate },
        { COMMAND_BOX_RESTORE, box_run_restore },
        { COMMAND_BOX_BACKUP, box_run_backup },
        { COMMAND_BOX_INCIDENTS, box_run_incidents },
        { .run = NULL },
};
