"""A blood pressure cuff on Chromium's emulated radio: the browser's own Bluetooth, and the bytes a real cuff sends.

The emulation has a chooser, connections, services and subscriptions, but no indications. So what a page has subscribed
to is read once instead: the same bytes come to the same object as the same event.
"""

from __future__ import annotations

import base64
import time
from typing import Any

from tests.browser.windows import PATIENCE_MS, Window

BLOOD_PRESSURE, MEASUREMENT, CONFIGURATION = (
    f"0000{short}-0000-1000-8000-00805f9b34fb" for short in ("1810", "2a35", "2902")
)
ADDRESS = "09:09:09:09:09:09"
SUCCESS = 0
SUBSCRIBED = """
  const { prototype } = window.BluetoothRemoteGATTCharacteristic, start = prototype.startNotifications;
  prototype.startNotifications = async function () {
    await start.call(this);
    window.__indicates = this;
    return this;
  };
"""


class Cuff:
    """Answers as a peripheral does (Bluetooth Core, GATT), from before the page is opened; `measures` sends a frame."""

    def __init__(self, window: Window) -> None:
        browser = window.context.browser
        assert browser
        self.page = window.page
        self.radio = browser.new_browser_cdp_session()
        self.asked = window.context.new_cdp_session(self.page)
        self.frame = b""
        self._chosen: set[str] = set()
        window.context.add_init_script(SUBSCRIBED)

    def __enter__(self) -> Cuff:
        self._tell("enable", state="powered-on", leSupported=True)
        self._tell("simulatePreconnectedPeripheral", address=ADDRESS, name="Cuff", manufacturerData=[],
                   knownServiceUuids=[BLOOD_PRESSURE])  # fmt: skip
        self.radio.on("BluetoothEmulation.gattOperationReceived", self._connect)
        self.radio.on("BluetoothEmulation.characteristicOperationReceived", self._operate)
        self.asked.on("DeviceAccess.deviceRequestPrompted", self._choose)
        self.asked.send("DeviceAccess.enable")
        return self

    def __exit__(self, *_: object) -> None:
        self._tell("disable")
        self.radio.detach()
        self.asked.detach()

    def measures(self, frame: bytes) -> None:
        """One Blood Pressure Measurement (0x2A35), as soon as the page listens."""
        self.frame = frame
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate("() => !!window.__indicates && !void window.__indicates.readValue()"):
            assert time.monotonic() < deadline, "the page does not listen to the cuff"
            self.page.wait_for_timeout(100)  # the radio is heard while the page runs

    def _tell(self, what: str, **data: Any) -> Any:
        return self.radio.send(f"BluetoothEmulation.{what}", data)

    def _choose(self, prompt: dict[str, Any]) -> None:
        """The person chooses the one device in the browser's own list, which is said again whenever it grows."""
        if prompt["id"] not in self._chosen and prompt["devices"]:
            self._chosen.add(prompt["id"])
            self.asked.send("DeviceAccess.selectPrompt", {"id": prompt["id"], "deviceId": prompt["devices"][0]["id"]})

    def _connect(self, operation: dict[str, Any]) -> None:
        if operation["type"] == "discovery":
            service = self._tell("addService", address=ADDRESS, serviceUuid=BLOOD_PRESSURE)["serviceId"]
            characteristic = self._tell("addCharacteristic", serviceId=service, characteristicUuid=MEASUREMENT,
                                        properties={"read": True, "indicate": True})["characteristicId"]  # fmt: skip
            self._tell("addDescriptor", characteristicId=characteristic, descriptorUuid=CONFIGURATION)
        self._tell("simulateGATTOperationResponse", address=ADDRESS, type=operation["type"], code=SUCCESS)

    def _operate(self, operation: dict[str, Any]) -> None:
        said = {"data": base64.b64encode(self.frame).decode()} if operation["type"] == "read" else {}
        self._tell("simulateCharacteristicOperationResponse", characteristicId=operation["characteristicId"],
                   type=operation["type"], code=SUCCESS, **said)  # fmt: skip
