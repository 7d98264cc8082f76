-- Wireshark dissector for Peer Firmware Sharing as doc/pfs.md describes it: discovery messages on UDP
-- port 4051, and the frames between parent and child on TCP port 4051.
--
--     tshark -X lua_script:pfs.lua -r lan.pcap
--
-- What is not well formed carries expert information of the group Malformed. Of TCP, frames are put
-- together from as many segments as they need.
--
-- Not decoded: what a frame means for the hierarchy (that takes all phones' packets), and whether the
-- bytes of a file match its digest. Validated: tests/cli/dissector_test.sh.

local pfs = Proto("pfs", "Peer Firmware Sharing")

local PORT = 4051
local MAGIC, VERSION = 0x4350, 1
local MESSAGE_FIXED = 24 -- bytes of a discovery message before its texts
local FRAME_HEADER = 5 -- bytes of a frame's length and kind
local FRAME_LENGTH_MAX = 64 * 1024 + 16

local message_kinds = { [1] = "Claim", [2] = "Ad", [3] = "Withdraw" }
local frame_kinds = {
    [1] = "JOIN", [2] = "ACCEPT", [3] = "REDIRECT", [4] = "SUBTREE", [5] = "PROGRESS",
    [6] = "XFRCMD", [7] = "FILE", [8] = "DATA", [9] = "DONE", [10] = "ABORT",
}
local done_statuses = { [0] = "kept", [1] = "rejected" }
local abort_reasons = {
    [1] = "moved", [2] = "not here", [3] = "missing", [4] = "stalled", [5] = "protocol",
}

local f = {
    magic = ProtoField.uint16("pfs.magic", "Magic", base.HEX),
    version = ProtoField.uint8("pfs.version", "Version"),
    message = ProtoField.uint8("pfs.message", "Message", base.DEC, message_kinds),
    xid = ProtoField.uint32("pfs.xid", "Transaction (XID)", base.HEX),
    map = ProtoField.uint32("pfs.map", "Map", base.HEX),
    strength = ProtoField.uint32("pfs.strength", "Strength", base.HEX),
    flags = ProtoField.uint8("pfs.flags", "Flags", base.HEX),
    confirmed = ProtoField.bool("pfs.flags.confirmed", "Confirmed", 8, nil, 0x01),
    transferring = ProtoField.bool("pfs.flags.transferring", "Transferring", 8, nil, 0x02),
    full = ProtoField.bool("pfs.flags.full", "Full", 8, nil, 0x04),
    ad = ProtoField.uint8("pfs.ad", "Ad number"),
    depth = ProtoField.uint8("pfs.depth", "Depth"),
    reserved = ProtoField.uint8("pfs.reserved", "Reserved"),
    address = ProtoField.ipv4("pfs.address", "Address"),
    model_length = ProtoField.uint8("pfs.model_length", "Model length"),
    model = ProtoField.string("pfs.model", "Model"),
    file_length = ProtoField.uint8("pfs.file_length", "File length"),
    file = ProtoField.string("pfs.file", "File"),
    length = ProtoField.uint32("pfs.length", "Length"),
    frame = ProtoField.uint8("pfs.frame", "Frame", base.DEC, frame_kinds),
    redirect = ProtoField.ipv4("pfs.redirect", "Ask"),
    count = ProtoField.uint32("pfs.subtree", "Descendants"),
    hop = ProtoField.uint8("pfs.hop", "Hops to the one that receives"),
    done = ProtoField.uint64("pfs.done", "Bytes done"),
    total = ProtoField.uint64("pfs.total", "Bytes in total"),
    size = ProtoField.uint64("pfs.size", "File size"),
    digest = ProtoField.bytes("pfs.sha256", "SHA-256"),
    data = ProtoField.bytes("pfs.data", "Data"),
    status = ProtoField.uint8("pfs.status", "Status", base.DEC, done_statuses),
    reason = ProtoField.uint8("pfs.reason", "Reason", base.DEC, abort_reasons),
}
pfs.fields = f

local malformed = ProtoExpert.new("pfs.malformed", "Not well formed", expert.group.MALFORMED,
    expert.severity.ERROR)
pfs.experts = { malformed }

local exclusive_or = bit32 and bit32.bxor or bit.bxor

-- FNV-1a (32-bit) over model, a zero byte, file. The prime is 2^24 + 403, and doubles are exact to
-- 2^53, so that no product is cut.
local function map_of(model, file)
    local hash = 0x811c9dc5
    for _, byte in ipairs({ (model .. "\0" .. file):byte(1, -1) }) do
        hash = exclusive_or(hash, byte) % 2 ^ 32
        hash = (hash * 403 + hash % 256 * 2 ^ 24) % 2 ^ 32
    end
    return hash
end

local function report(item, why)
    item:add_proto_expert_info(malformed, "Not well formed: " .. why)
    return "[not well formed: " .. why .. "]"
end

-- Adds model and file, which are all that is left from `offset` on. Returns them, or nil and what is
-- wrong.
local function add_texts(tree, tvb, offset)
    local texts = {}
    for _, name in ipairs({ "model", "file" }) do
        if offset >= tvb:len() then
            return nil, "ends before its texts do"
        end
        local length = tvb(offset, 1):uint()
        tree:add(f[name .. "_length"], tvb(offset, 1))
        if offset + 1 + length > tvb:len() then
            return nil, "ends before its texts do"
        end
        texts[name] = length > 0 and tvb:raw(offset + 1, length) or ""
        if length > 0 then
            tree:add(f[name], tvb(offset + 1, length))
        else
            tree:add(f[name], "")
        end
        offset = offset + 1 + length
    end
    if offset < tvb:len() then
        return nil, "goes on behind its texts"
    end
    return texts
end

-- Adds xid, map and strength, and from `texts_at` on model and file, of which the map must be.
-- Returns the texts, or nil and what is wrong.
local function add_hierarchy(tree, tvb, at, texts_at)
    tree:add(f.xid, tvb(at, 4))
    tree:add(f.map, tvb(at + 4, 4))
    tree:add(f.strength, tvb(at + 8, 4))
    local texts, why = add_texts(tree, tvb, texts_at)
    if texts and map_of(texts.model, texts.file) ~= tvb(at + 4, 4):uint() then
        return nil, "the map is not that of model and file"
    end
    return texts, why
end

local function flag_names(flags)
    local names = {}
    for bit, name in ipairs({ "confirmed", "transferring", "full" }) do
        if math.floor(flags / 2 ^ (bit - 1)) % 2 == 1 then
            names[#names + 1] = name
        end
    end
    return #names > 0 and " [" .. table.concat(names, ", ") .. "]" or ""
end

local function add_flags(tree, range)
    local flags = tree:add(f.flags, range)
    flags:add(f.confirmed, range)
    flags:add(f.transferring, range)
    flags:add(f.full, range)
end

-- What is wrong with the fixed part of a discovery message, or nil.
local function fault_of(tvb)
    if tvb(0, 2):uint() ~= MAGIC then
        return "wrong magic"
    elseif tvb(2, 1):uint() ~= VERSION then
        return "unknown version"
    elseif not message_kinds[tvb(3, 1):uint()] then
        return "unknown kind"
    elseif tvb(19, 1):uint() ~= 0 then
        return "the reserved byte is not zero"
    end
end

local function message_info(tvb, texts)
    local kind = tvb(3, 1):uint()
    return string.format("%s%s xid=%08x strength=%08x depth=%d%s %s %s", message_kinds[kind],
        kind == 2 and " " .. tvb(17, 1):uint() or "", tvb(4, 4):uint(), tvb(12, 4):uint(),
        tvb(18, 1):uint(), flag_names(tvb(16, 1):uint()), texts.model, texts.file)
end

local function dissect_message(tvb, pinfo, tree)
    pinfo.cols.protocol = "PFS"
    local item = tree:add(pfs, tvb())
    if tvb:len() < MESSAGE_FIXED then
        pinfo.cols.info = report(item, "too short")
        return tvb:len()
    end
    item:add(f.magic, tvb(0, 2))
    item:add(f.version, tvb(2, 1))
    item:add(f.message, tvb(3, 1))
    local texts, why = add_hierarchy(item, tvb, 4, MESSAGE_FIXED)
    add_flags(item, tvb(16, 1))
    item:add(f.ad, tvb(17, 1))
    item:add(f.depth, tvb(18, 1))
    item:add(f.reserved, tvb(19, 1))
    item:add(f.address, tvb(20, 4))
    why = fault_of(tvb) or why
    pinfo.cols.info = why and report(item, why) or message_info(tvb, texts)
    return tvb:len()
end

-- How a frame's body is added to the tree, by kind: returns what the info column says behind the
-- kind, or nil and what is wrong.
local bodies = {
    JOIN = function(tree, body)
        if body:len() < 12 then
            return nil, "too short"
        end
        local texts, why = add_hierarchy(tree, body, 0, 12)
        return texts and string.format(" xid=%08x %s %s", body(0, 4):uint(), texts.model, texts.file),
            why
    end,
    ACCEPT = function(tree, body)
        tree:add(f.depth, body(0, 1))
        return " depth=" .. body(0, 1):uint()
    end,
    REDIRECT = function(tree, body)
        tree:add(f.redirect, body(0, 4))
        return " to " .. tostring(body(0, 4):ipv4())
    end,
    SUBTREE = function(tree, body)
        tree:add(f.count, body(0, 4))
        return " count=" .. body(0, 4):uint()
    end,
    PROGRESS = function(tree, body)
        tree:add(f.hop, body(0, 1))
        tree:add(f.done, body(1, 8))
        tree:add(f.total, body(9, 8))
        return string.format(" hop=%d %s of %s", body(0, 1):uint(), tostring(body(1, 8):uint64()),
            tostring(body(9, 8):uint64()))
    end,
    XFRCMD = function()
        return ""
    end,
    FILE = function(tree, body)
        tree:add(f.size, body(0, 8))
        tree:add(f.digest, body(8, 32))
        return " size=" .. tostring(body(0, 8):uint64())
    end,
    DATA = function(tree, body)
        if body:len() > 0 then
            tree:add(f.data, body())
        end
        return " " .. body:len() .. " bytes"
    end,
    DONE = function(tree, body)
        tree:add(f.status, body(0, 1))
        return " " .. (done_statuses[body(0, 1):uint()] or "unknown status")
    end,
    ABORT = function(tree, body)
        tree:add(f.reason, body(0, 1))
        return " " .. (abort_reasons[body(0, 1):uint()] or "unknown reason")
    end,
}
-- Of those that are always as long.
local body_sizes = {
    ACCEPT = 1, REDIRECT = 4, SUBTREE = 4, PROGRESS = 17, XFRCMD = 0, FILE = 40, DONE = 1, ABORT = 1,
}

local function empty()
    return ByteArray.new():tvb("empty body")
end

-- A whole frame. Returns what the info column says of it.
local function dissect_frame(tvb, tree)
    local kind = frame_kinds[tvb(4, 1):uint()]
    local item = tree:add(pfs, tvb(), "Peer Firmware Sharing, " .. kind)
    item:add(f.length, tvb(0, 4))
    item:add(f.frame, tvb(4, 1))
    local size = tvb:len() - FRAME_HEADER
    local said, why
    if body_sizes[kind] and size ~= body_sizes[kind] then
        why = "its body has another length"
    else
        said, why = bodies[kind](item, size > 0 and tvb(FRAME_HEADER):tvb() or empty())
    end
    return kind .. (said or " " .. report(item, why))
end

-- What is wrong with the frame at `offset`, of which the length is there, or nil: nothing behind it
-- can be read.
local function broken(tvb, offset)
    local length = tvb(offset, 4):uint()
    if length < 1 or length > FRAME_LENGTH_MAX then
        return "a frame of " .. length .. " bytes"
    elseif tvb:len() - offset >= FRAME_HEADER and not frame_kinds[tvb(offset + 4, 1):uint()] then
        return "unknown kind of frame"
    end
end

-- Adds to what earlier calls for the same packet have said.
local function append_info(pinfo, said)
    local first = pinfo.private["pfs_said"] == nil
    pinfo.cols.info:set((first and "" or "; ") .. table.concat(said, "; "))
    pinfo.cols.info:fence()
    pinfo.private["pfs_said"] = "1"
end

-- The bytes of the frame at `offset`, or nil when some are still to come.
local function frame_length(tvb, offset)
    local left = tvb:len() - offset
    if left < FRAME_HEADER then
        return nil
    end
    local length = 4 + tvb(offset, 4):uint()
    return length <= left and length or nil, length - left
end

local function dissect_stream(tvb, pinfo, tree)
    local offset, said = 0, {}
    pinfo.cols.protocol = "PFS"
    while offset < tvb:len() do
        local why = tvb:len() - offset >= 4 and broken(tvb, offset)
        if why then
            said[#said + 1] = report(tree:add(pfs, tvb(offset)), why)
            break
        end
        local length, missing = frame_length(tvb, offset)
        if not length then
            pinfo.desegment_offset = offset
            pinfo.desegment_len = missing or DESEGMENT_ONE_MORE_SEGMENT
            break
        end
        said[#said + 1] = dissect_frame(tvb(offset, length):tvb(), tree)
        offset = offset + length
    end
    if #said > 0 then
        append_info(pinfo, said)
    end
    return tvb:len()
end

function pfs.dissector(tvb, pinfo, tree)
    if pinfo.port_type == 2 then -- as epan/address.h numbers them: 2 TCP, 3 UDP
        return dissect_stream(tvb, pinfo, tree)
    end
    return dissect_message(tvb, pinfo, tree)
end

DissectorTable.get("udp.port"):add(PORT, pfs)
DissectorTable.get("tcp.port"):add(PORT, pfs)
