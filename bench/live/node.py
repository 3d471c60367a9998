"""Node's socket.io as a further peer: only when somebody has installed it beside the benchmark, never by itself."""

from __future__ import annotations

from pathlib import Path

HOW = "needs Node and socket.io: npm install --prefix bench/live --no-save --ignore-scripts socket.io@4.8.4"
FOLDER = Path(__file__).parent
_PROGRAM = """
const { Server } = require('socket.io');
const io = new Server(Number(process.env.HUB_PORT), { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', (socket) => {
  socket.join('room');
  socket.on('bench', ({ events }) => {
    const next = (left) => {
      if (!left) return;
      io.to('room').emit('fact', { kind: 'Bench', at: Date.now() / 1000, pad: 'x'.repeat(130) });
      setImmediate(next, left - 1);
    };
    next(events);
  });
});
"""


def installed() -> bool:
    """Whether socket.io can be required from here."""
    return (FOLDER / "node_modules" / "socket.io").is_dir()


def command() -> list[str]:
    """Serve on HUB_PORT."""
    return ["node", "-e", _PROGRAM]
