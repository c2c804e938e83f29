/// A way of reaching a person. The raw value is what the database, the messages and the routing keys say.
package enum Channel: String, Word {
    case whatsapp
    case telegram
}
