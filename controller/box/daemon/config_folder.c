/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int config_folder(const char *dir, struct box_folder *ret_folder, char ret_message[CONFIG_MESSAGE_SIZE]) {
        struct config *config;
        struct box_folder folder;
        int r = box_folder_at(dir, &folder);

        if (r < 0) {
                snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.300s is not the name of a box's folder", dir);
                return r;
        }
        config = malloc(sizeof(*config));
        if (!config) {
                snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%s", strerror(ENOMEM));
                return -ENOMEM;
        }
        r = config_read(folder.config, config, ret_message);
        if (r == 0) {
                memcpy(folder.database, config->database, sizeof(folder.database));
                memcpy(folder.anchor, config->anchor, sizeof(folder.anchor));
                memcpy(folder.keys, config->keys, sizeof(folder.keys));
                memcpy(folder.socket, config->socket, sizeof(folder.socket));
                memcpy(folder.world, config->world, sizeof(folder.world));
                *ret_folder = folder;
        }
        free(config);
        return r;
}
