/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/display_real.h"

#include <errno.h>
#include <string.h>

static bool is_framebuffer(const char *card) {
        return card && strncmp(card, "/dev/fb", strlen("/dev/fb")) == 0;
}

int display_new_real(const struct display_config *config, struct display **ret_display) {
        bool named = config->card && *config->card;
        int r;

        if (config->kind == DISPLAY_FBDEV || (config->kind == DISPLAY_AUTO && is_framebuffer(config->card)))
                return display_new_fbdev(config, ret_display);
        if (config->kind == DISPLAY_AUTO && !named && !display_drm_possible()) {
                r = display_new_fbdev(config, ret_display);
                if (r == 0 || r == -EINVAL)
                        return r;
        }
        return display_new_drm(config, ret_display);
}
