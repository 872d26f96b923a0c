// parse_yaml of base/document.hpp: yaml-cpp's events become our tree. Events, unlike yaml-cpp's
// nodes, show duplicate keys, tell quoted from plain scalars and do not share nodes between
// aliases.
#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/document.hpp"
#include "base/text.hpp"

namespace systole {

namespace {

constexpr std::size_t kDeepestNesting = 64;
/// Aliases copy what they name, so a small file could ask for any amount of memory.
constexpr std::size_t kMostCopies = 200'000;
constexpr std::size_t kMostDuplicates = 100;
/// Some 400 MB as a tree.
constexpr std::size_t kMostValues = 2'000'000;

/// A mistake after which the rest of the file means nothing.
struct Refused {
  Place place;
  std::string message;
};

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items) count += count_nodes(item);
  for (const Entry& entry : node.entries) count += count_nodes(entry.value);
  return count;
}

std::size_t depth_of(const Node& node) {
  std::size_t depth = 0;
  for (const Node& item : node.items) depth = std::max(depth, depth_of(item));
  for (const Entry& entry : node.entries) depth = std::max(depth, depth_of(entry.value));
  return depth + 1;
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string file_name, Diagnostics& diagnostics)
      : file_name_(std::move(file_name)), diagnostics_(diagnostics) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    throw Refused{place_of(mark), "a second document starts here; write one document per file"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (wants_key()) throw Refused{place_of(mark), "a key is empty"};
    add(node_at(mark, Node::Kind::null), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    if (wants_key()) return take_key(mark, value);
    Node node = node_at(mark, Node::Kind::scalar);
    node.scalar = value;
    node.quoted = tag == "!";
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (wants_key()) throw Refused{place_of(mark), "a key cannot be an alias"};
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end())
      throw Refused{place_of(mark), "the alias stands inside of what it names"};
    copies_ += count_nodes(named->second);
    if (copies_ > kMostCopies) {
      throw Refused{place_of(mark), fmt::format("aliases copy more than {} values", kMostCopies)};
    }
    check_depth(mark, depth_of(named->second));
    Node copy = named->second;
    add(std::move(copy), 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map whose end has not come yet.
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    bool duplicate = false;  ///< the value of the key at hand is dropped
    std::string key;
    Place key_place;
    std::map<std::string, Place> seen;
  };

  Place place_of(const YAML::Mark& mark) const {
    return {file_name_, mark.line + 1, mark.column + 1};
  }

  Node node_at(const YAML::Mark& mark, Node::Kind kind) {
    check_depth(mark, 1);
    if (++values_ > kMostValues)
      throw Refused{place_of(mark), fmt::format("more than {} values", kMostValues)};
    Node node;
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }

  void check_depth(const YAML::Mark& mark, std::size_t depth) const {
    if (frames_.size() + depth <= kDeepestNesting) return;
    throw Refused{place_of(mark), fmt::format("nested more than {} levels deep", kDeepestNesting)};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Refused{place_of(mark), fmt::format("tags are not used here, remove '{}'", tag)};
  }

  bool wants_key() const {
    return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().has_key;
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    Frame& frame = frames_.back();
    frame.has_key = true;
    frame.key = key;
    frame.key_place = place_of(mark);
    const auto [first, is_new] = frame.seen.emplace(key, frame.key_place);
    frame.duplicate = !is_new;
    if (is_new) return;
    if (++duplicates_ > kMostDuplicates)
      throw Refused{frame.key_place, "too many keys stand twice in this file"};
    diagnostics_.error(frame.key_place, path(),
                       "the key stands here twice, first at " + to_string(first->second));
  }

  /// Dotted path of the value at hand.
  std::string path() const {
    std::string result;
    for (const Frame& frame : frames_) {
      if (frame.node.is_list()) {
        result += fmt::format("[{}]", frame.node.items.size());
      } else {
        result += (result.empty() ? "" : ".") + frame.key;
      }
    }
    return result;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    refuse_tag(mark, tag);
    if (wants_key()) throw Refused{place_of(mark), "a key must be a text, not a list or a map"};
    Frame frame;
    frame.node = node_at(mark, kind);
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add(std::move(frame.node), frame.anchor);
  }

  void add(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    if (!frame.duplicate)
      frame.node.entries.push_back({frame.key, frame.key_place, std::move(node)});
    frame.has_key = false;
  }

  std::string file_name_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Node> anchors_;
  Node root_;
  std::size_t values_ = 0;
  std::size_t duplicates_ = 0;
  std::size_t copies_ = 0;
  int documents_ = 0;
};

}  // namespace

Node parse_yaml(const std::string& text, const std::string& file_name, Diagnostics& diagnostics) {
  if (!check_is_text(text, file_name, diagnostics)) return {};
  std::istringstream stream(text);
  TreeBuilder builder(file_name, diagnostics);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.error({file_name}, "", "the file holds no values");
      return {};
    }
    parser.HandleNextDocument(builder);
    return builder.take_root();
  } catch (const Refused& refused) {
    diagnostics.error(refused.place, "", refused.message);
  } catch (const YAML::Exception& error) {
    diagnostics.error({file_name, error.mark.line + 1, error.mark.column + 1}, "",
                      "not well-formed YAML: " + error.msg);
  }
  return {};
}

}  // namespace systole
