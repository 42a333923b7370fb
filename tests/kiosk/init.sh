#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The first process of the virtual kiosk: devices, udev, then the agent, for ever.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=linux
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs shm /dev/shm
mount -t tmpfs -o mode=1777 tmp /tmp
ln -s /proc/self/fd /dev/fd
mkdir -p /run/udev /run/lock /var
ln -s /run /var/run
stage() { read -r up rest </proc/uptime; echo "kiosk: $1 at $up s" >/dev/kmsg; }
stage started
while read -r module; do
        modprobe "$module" || echo "kiosk: no module $module" >/dev/kmsg
done </etc/kiosk-modules
mount -t configfs configfs /sys/kernel/config
mount -t tracefs tracefs /sys/kernel/tracing
stage modules
/usr/lib/systemd/systemd-udevd --daemon
udevadm trigger --type=devices --action=add --subsystem-nomatch=acpi
udevadm settle
echo 0 >/sys/class/graphics/fbcon/cursor_blink 2>/dev/null
ifconfig lo 127.0.0.1 up
stage ready
while :; do
        kiosk_agent /dev/virtio-ports/agent
        sleep 1
done
