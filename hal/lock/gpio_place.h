/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a GPIO chip sits, as a name that stays the same over restarts and however
 * many chips of one make there are: every MCP23017 has the label "mcp23017".
 *
 *   i2c-1/1-0020                    on an I²C bus (Linux numbers the bus by its alias in the device tree)
 *   i2c-INT3491:00                  the same where ACPI names it: buses are numbered as they come there
 *   i2c-1/1-0070/channel-2/0020     behind a multiplexer: its bus numbers change, its channels do not
 *   0000:00:14.0/usb-1.3:1.0        on a USB port: its controller, and the path of ports to it; bus and device numbers change
 *   0000:00:14.0/usb-1.3:1.0/0020   on the I²C bus of such a device
 *   soc/fe200000.gpio               any other: its parent device and that one's parent
 *
 * For hal/lock/gpio_index.c and lines_gpio_take.c alone. Folders of sysfs are as the kernel's Documentation/ABI says.
 */
#pragma once

#include "base/macro.h"
#include "hal/lock/lines.h"

/*
 * Fills the name from the chip's folder in sysfs, links resolved: "/sys/devices/…/1-0020/gpiochip2". Channels of a multiplexer are
 * looked for beside it. False: it is no such folder, or the name is too long.
 */
MUST_CHECK bool gpio_place(const char *folder, char ret_place[LINE_CHIP_SIZE]);
/* Whether it is told by bus, address and port: then it stays the same when chips go and come in another order, too. Other devices may be numbered anew. */
bool gpio_place_lasts(const char *place);
