package dev.autodidact.seed;

/** What a fact is about, with its forms in a sentence. */
sealed interface Entity {

    /** Identity within a document: facts with the same key and relation contradict one another. */
    String key();

    String subject(boolean second);

    String possessive(boolean second);

    /** The possessive after the entity has been named: my, his, its. */
    String anaphor(boolean second);

    String object(boolean second);

    /** The user. */
    record Self() implements Entity {
        @Override
        public String key() {
            return "self";
        }

        @Override
        public String subject(boolean second) {
            return second ? "you" : "I";
        }

        @Override
        public String possessive(boolean second) {
            return second ? "your" : "my";
        }

        @Override
        public String anaphor(boolean second) {
            return possessive(second);
        }

        @Override
        public String object(boolean second) {
            return second ? "you" : "me";
        }
    }

    /** A person by name. */
    record Person(String name, String pronoun) implements Entity {
        @Override
        public String key() {
            return name.toLowerCase();
        }

        @Override
        public String subject(boolean second) {
            return name;
        }

        @Override
        public String possessive(boolean second) {
            return name + "'s";
        }

        @Override
        public String anaphor(boolean second) {
            return pronoun;
        }

        @Override
        public String object(boolean second) {
            return name;
        }
    }

    /** Somebody of the user's: my brother, my boss. */
    record Relative(String kin, String pronoun) implements Entity {
        @Override
        public String key() {
            return "my " + kin;
        }

        @Override
        public String subject(boolean second) {
            return (second ? "your " : "my ") + kin;
        }

        @Override
        public String possessive(boolean second) {
            return subject(second) + "'s";
        }

        @Override
        public String anaphor(boolean second) {
            return pronoun;
        }

        @Override
        public String object(boolean second) {
            return subject(second);
        }
    }

    /** A named thing of a kind in one of its forms: server Vega, the server Vega, Vega. */
    record Thing(String kind, String name, Form form) implements Entity {
        enum Form {
            KIND_AND_NAME,
            WITH_ARTICLE,
            NAME
        }

        Thing(String kind, String name) {
            this(kind, name, Form.KIND_AND_NAME);
        }

        @Override
        public String key() {
            return kind + " " + name.toLowerCase();
        }

        @Override
        public String subject(boolean second) {
            return switch (form) {
                case KIND_AND_NAME -> kind + " " + name;
                case WITH_ARTICLE -> "the " + kind + " " + name;
                case NAME -> name;
            };
        }

        @Override
        public String possessive(boolean second) {
            return subject(second) + "'s";
        }

        @Override
        public String anaphor(boolean second) {
            return "its";
        }

        @Override
        public String object(boolean second) {
            return subject(second);
        }
    }

    /** A thing without a name of its own: the robot, our boat, my car. */
    record Definite(String determiner, String noun) implements Entity {
        @Override
        public String key() {
            return "the " + noun;
        }

        @Override
        public String subject(boolean second) {
            return (second && !determiner.equals("the") ? "your" : determiner) + " " + noun;
        }

        @Override
        public String possessive(boolean second) {
            return subject(second) + "'s";
        }

        @Override
        public String anaphor(boolean second) {
            return "its";
        }

        @Override
        public String object(boolean second) {
            return subject(second);
        }
    }

    /** No subject: the wifi password. */
    record None() implements Entity {
        @Override
        public String key() {
            return "none";
        }

        @Override
        public String subject(boolean second) {
            throw new IllegalStateException("a relation without subject names {S}");
        }

        @Override
        public String possessive(boolean second) {
            return subject(second);
        }

        @Override
        public String anaphor(boolean second) {
            return subject(second);
        }

        @Override
        public String object(boolean second) {
            return subject(second);
        }
    }

    /** The entity as a user without capital letters writes it. */
    default Entity lowered() {
        return switch (this) {
            case Person person -> new Person(person.name().toLowerCase(java.util.Locale.ROOT), person.pronoun());
            case Thing thing -> new Thing(thing.kind(), thing.name().toLowerCase(java.util.Locale.ROOT), thing.form());
            default -> this;
        };
    }

    /** The entity in another of its forms, itself if it has one only. */
    default Entity otherwise(java.util.random.RandomGenerator random) {
        return this instanceof Thing thing
                ? new Thing(thing.kind(), thing.name(), Pick.of(random, Thing.Form.values()))
                : this;
    }

    default boolean self() {
        return this instanceof Self;
    }
}
