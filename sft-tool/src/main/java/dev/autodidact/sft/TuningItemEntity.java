package dev.autodidact.sft;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** Row of the tuning_item table: a ledger item that a job made, and its place among them. */
@Entity(name = "TuningItem")
@Table(name = "tuning_item")
class TuningItemEntity {

    @Id
    UUID item;

    String job;
    int place;
}
