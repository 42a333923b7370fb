/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The shortest way from a key to a line, to hold our own against: a line is active while a key is down.
 *
 *      kiosk_echo EVENT CHIP LINE
 */
#include <err.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdlib.h>
#include <unistd.h>

#include "hal/lock/lines.h"

int main(int argc, char **argv) {
        struct lines_config config;
        struct lines *lines;
        struct input_event event;
        int fd;

        if (argc != 4)
                errx(EXIT_FAILURE, "usage: kiosk_echo EVENT CHIP LINE");
        fd = open(argv[1], O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                err(EXIT_FAILURE, "%s", argv[1]);
        if (lines_config_init_numbered("echo", LINES_OUTPUT, argv[2], argv[3], 1, &config) != 0 ||
            lines_request(&lines_backend_gpio, NULL, &config, &lines) != 0 || !lines_present(lines, 0))
                errx(EXIT_FAILURE, "%s has no line %s0", argv[2], argv[3]);
        while (read(fd, &event, sizeof(event)) == sizeof(event))
                if (event.type == EV_KEY && lines_set(lines, 0, event.value != 0) != 0)
                        errx(EXIT_FAILURE, "the line cannot be set");
        lines_free(lines);
        lines_config_deinit(&config);
        return 0;
}
