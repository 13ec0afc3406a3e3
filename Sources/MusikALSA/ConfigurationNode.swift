internal import CALSA

/// A node of alsa-lib's configuration tree, valid as long as the tree is held.
@safe struct ConfigurationNode {
    private let node: OpaquePointer

    /// Works on the global tree, held meanwhile: an open on another thread may reload it.
    static func withGlobalTree<Result>(_ body: (ConfigurationNode) -> Result) -> Result? {
        _ = LibraryMessages.areSilent
        var top: OpaquePointer?
        guard unsafe snd_config_update_ref(&top) >= 0, let root = unsafe top else { return nil }
        defer { unsafe snd_config_unref(root) }
        return body(unsafe ConfigurationNode(node: root))
    }

    /// Works on the definition of a name such as `plug:pulse`, arguments filled in.
    func withDefinition<Result>(
        of name: String, below base: String, _ body: (ConfigurationNode) -> Result
    ) -> Result? {
        var found: OpaquePointer?
        guard unsafe snd_config_search_definition(node, base, name, &found) >= 0,
            let definition = unsafe found
        else { return nil }
        defer { unsafe snd_config_delete(definition) }
        return body(unsafe ConfigurationNode(node: definition))
    }

    /// The nodes below; none for a plain value.
    var children: [ConfigurationNode] {
        guard unsafe snd_config_get_type(node) == SND_CONFIG_TYPE_COMPOUND else { return [] }
        var found: [ConfigurationNode] = []
        var position = unsafe snd_config_iterator_first(node)
        let end = unsafe snd_config_iterator_end(node)
        while unsafe position != end {
            if let child = unsafe snd_config_iterator_entry(position) {
                found.append(unsafe ConfigurationNode(node: child))
            }
            unsafe position = snd_config_iterator_next(position)
        }
        return found
    }

    /// The name within the parent.
    var identifier: String {
        var text: UnsafePointer<CChar>?
        guard unsafe snd_config_get_id(node, &text) >= 0, let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }

    /// The value of a text node.
    var string: String? {
        var text: UnsafePointer<CChar>?
        guard unsafe snd_config_get_string(node, &text) >= 0, let text = unsafe text else {
            return nil
        }
        return unsafe String(cString: text)
    }
}
